"""Drafts what accepting a gap would propose, out of what was really said, by people above all."""

from __future__ import annotations

from knowledge.services.drafting.material import (
    Material,
    gaps_to_draft,
    make_material,
    material_of,
    materials_of,
    shared_words_of,
    sources_of,
)
from knowledge.services.drafting.routes import (
    DRAFT_FIELDS,
    KEPT_AS_IT_IS,
    NO_COMMON_ANSWER,
    NO_ENTRY,
    NO_SOURCE,
    draft_gap,
    in_common,
    mended,
    showable,
)

__all__ = [
    "DRAFT_FIELDS",
    "KEPT_AS_IT_IS",
    "NO_COMMON_ANSWER",
    "NO_ENTRY",
    "NO_SOURCE",
    "Material",
    "draft_gap",
    "gaps_to_draft",
    "in_common",
    "make_material",
    "material_of",
    "materials_of",
    "mended",
    "shared_words_of",
    "showable",
    "sources_of",
]
