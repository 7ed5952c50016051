"""Candidate entries: what went well in conversations and could be taught."""

from knowledge.services.candidates.backing import Backed, backed_words
from knowledge.services.candidates.comparing import compare_candidates, save_comparisons, to_compare
from knowledge.services.candidates.deciding import (
    CandidateAlreadyDecided,
    CandidateContentMissing,
    CandidateReasonMissing,
    CandidateUpdateInUse,
    TooFewCustomers,
    dismiss_candidate,
    propose_candidate,
    undo_candidate_decision,
)
from knowledge.services.candidates.keeping import keep
from knowledge.services.candidates.promoting import (
    MessageDraft,
    Promotion,
    draft_of_message,
    promote_message,
    promotion_flags,
)
from knowledge.services.candidates.reading import Found, find_candidates, unmined

__all__ = [
    "Backed",
    "CandidateAlreadyDecided",
    "CandidateContentMissing",
    "CandidateReasonMissing",
    "CandidateUpdateInUse",
    "Found",
    "MessageDraft",
    "Promotion",
    "TooFewCustomers",
    "backed_words",
    "compare_candidates",
    "dismiss_candidate",
    "draft_of_message",
    "find_candidates",
    "keep",
    "promote_message",
    "promotion_flags",
    "propose_candidate",
    "save_comparisons",
    "to_compare",
    "undo_candidate_decision",
    "unmined",
]
