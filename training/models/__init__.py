"""All tables of the ground floor, one file for each noun."""

from __future__ import annotations

from training.models.agent import AgentReading, AgentVersion, Deployment
from training.models.autonomy import AutonomyRule, Risk
from training.models.bulk import BulkDecision
from training.models.canary import Canary
from training.models.conversation import Conversation, ConversationAnalysis, Feedback, ImportSource, Message
from training.models.impact import ImpactMeasurement, ImpactReading
from training.models.insight import InsightUpkeep, LearningInsight
from training.models.learning import CycleStep, InferenceLog, LearningCycle, LearningUpdate, UpdateEvidence
from training.models.organization import Membership, Organization
from training.models.user import User

__all__ = [
    "AgentReading",
    "AgentVersion",
    "AutonomyRule",
    "BulkDecision",
    "Canary",
    "Conversation",
    "ConversationAnalysis",
    "CycleStep",
    "Deployment",
    "Feedback",
    "ImpactMeasurement",
    "ImpactReading",
    "ImportSource",
    "InferenceLog",
    "InsightUpkeep",
    "LearningCycle",
    "LearningInsight",
    "LearningUpdate",
    "Membership",
    "Message",
    "Organization",
    "Risk",
    "UpdateEvidence",
    "User",
]
