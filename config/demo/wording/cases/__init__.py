"""Wording of what goes wrong although the knowledge base holds something, and of what no entry can hold."""

from config.demo.wording.cases.changed import OTHER_FACTS, REVERSALS
from config.demo.wording.cases.errands import ERRANDS
from config.demo.wording.cases.judgement import JUDGEMENT
from config.demo.wording.cases.official import OFFICIAL
from config.demo.wording.cases.second import SECOND
from config.demo.wording.cases.untaught import UNTAUGHT

__all__ = ["ERRANDS", "JUDGEMENT", "OFFICIAL", "OTHER_FACTS", "REVERSALS", "SECOND", "UNTAUGHT"]
