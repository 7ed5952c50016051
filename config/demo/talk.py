"""Puts one planned conversation into words, turn by turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from config.demo import style, troubles
from config.demo.shapes import Customer, Outcome, Plan, Source
from config.demo.wording import common
from config.demo.wording.base import Intent, fill, pick, usual
from config.demo.wording.slots import AGENTS

# Seconds until the customer, the AI and a human agent answer.
_PACE: dict[str, tuple[tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    "chat": ((12, 75), (2, 6), (120, 780)),
    "email": ((3_600, 30_000), (20, 90), (3_600, 32_000)),
    "whatsapp": ((10, 110), (2, 8), (300, 3_600)),
    "web_form": ((3_600, 36_000), (20, 110), (5_400, 40_000)),
    "phone": ((3, 14), (1, 3), (25, 160)),
    "social": ((25, 160), (15, 120), (600, 9_000)),
}
_RESPONSE_RATE = {"chat": 0.36, "whatsapp": 0.33, "email": 0.26, "phone": 0.3, "web_form": 0.25, "social": 0.18}
# Weights of one to five stars.
_RATINGS: dict[Outcome, tuple[int, int, int, int, int]] = {
    "solved": (0, 0, 7, 33, 60),
    "handoff": (12, 20, 30, 25, 13),
    "unresolved": (58, 34, 8, 0, 0),
    "low_rating": (60, 40, 0, 0, 0),
    "outage": (45, 35, 20, 0, 0),
    "slow": (50, 50, 0, 0, 0),
    "angry": (60, 25, 15, 0, 0),
    "sold_out": (40, 60, 0, 0, 0),
    "needs_data": (10, 20, 30, 25, 15),
}
_HANDOFF_REASONS: dict[Outcome, tuple[str, ...]] = {
    "handoff": ("no_answer", "no_answer", "low_confidence", "customer_asked"),
    "outage": ("system_outage",),
    "angry": ("angry_customer",),
    "needs_data": ("needs_account_data",),
}
_ABOUT_ORDERS = frozenset(("Orders", "Delivery", "Returns"))


class Talk:
    """One conversation in the making: a clock, a list of messages, and who is speaking."""

    def __init__(
        self,
        *,
        rng: Random,
        plan: Plan,
        customer: Customer,
        neighbours: Sequence[tuple[Intent, str]],
        ref: str | None,
        model: str,
    ) -> None:
        self.rng, self.plan, self.customer, self.neighbours = rng, plan, customer, neighbours
        self.model = model
        self.sources = plan.sources or (Source(ref, plan.intent.ai),)
        self.slots: dict[str, str] = style.slots_for(rng=rng, customer=customer)
        if plan.trouble in troubles.ON_ONES_OWN:
            self.slots |= troubles.matter_slots(rng=rng)
        self.agent = self.slots["agent"] = rng.choice(AGENTS)
        self.messages: list[dict[str, Any]] = []
        self.now = plan.started_at
        self.has_agent = False
        self.asked = ""

    # -- turns

    def _add(self, sender: str, text: str, seconds: float, **extra: Any) -> None:
        if self.messages:
            self.now += timedelta(seconds=round(seconds))
        self.messages.append({"sender": sender, "text": text, "at": self.now, **extra})

    def _gap(self, who: int) -> float:
        return self.rng.uniform(*_PACE[self.plan.channel][who])

    def customer_says(self, text: str, *, seconds: float | None = None) -> None:
        """A later message of the customer; an empty text is silence."""
        if text:
            text = style.say_short(rng=self.rng, text=text, channel=self.plan.channel)
            self._add("customer", text, self._gap(0) if seconds is None else seconds)

    def ai_says(
        self, text: str, *, sure: tuple[float, float], refs: Sequence[str] = (), seconds: float | None = None
    ) -> None:
        """A reply of the AI with what it cost; `sure` are the parameters of its confidence."""
        seconds = self._gap(1) if seconds is None else seconds
        tokens = 420 + len(text) // 4 + self.rng.randint(0, 900) + (350 if refs else 0)
        extra: dict[str, Any] = {
            "confidence": round(self.rng.betavariate(*sure), 2),
            "model": self.model,
            "tokens": tokens,
            "cost": round(tokens * 2.4e-6, 6),
            "latency_seconds": round(min(seconds, self.rng.lognormvariate(0.5, 0.35)) if seconds < 120 else seconds, 2),
        }
        if refs:
            extra["citations"] = list(refs)
        self._add("ai", text, seconds, **extra)

    def agent_says(self, core: str, *, is_answer: bool) -> None:
        """A human reply: greeting, a kind word, the matter itself, a remark on the case, a name below."""
        greeting = pick(common.AGENT_GREETINGS, self.rng, self.slots)
        empathy = pick(common.AGENT_EMPATHY, self.rng, self.slots) if is_answer else ""
        remark = pick(common.AGENT_EXTRAS, self.rng, self.slots) if is_answer else ""
        sign_off = pick(common.AGENT_SIGN_OFFS, self.rng, self.slots)
        body = " ".join(part for part in (empathy, core, remark) if part)
        if self.plan.channel in ("email", "web_form"):
            text = f"{greeting}\n\n{body}\n\n{sign_off or 'Best regards, ' + self.agent}"
        elif self.plan.channel == "phone":
            text = f"{greeting} {body}"
        else:
            text = f"{greeting} {body} {sign_off}".strip()
        self._add("agent", text, self._gap(2))
        self.has_agent = True

    def pick(self, templates: Sequence[str]) -> str:
        """One wording with this conversation's values."""
        return pick(templates, self.rng, self.slots)

    # -- scenes

    def ask(self) -> None:
        """The customer opens with the question."""
        intent, rng = self.plan.intent, self.rng
        self.asked = self.plan.question or usual(intent.questions, rng)
        question = self.plan.question or style.reworded(rng=rng, text=self.pick((self.asked,)))
        if self.plan.question:
            parts = [question]
        else:
            detail = self.pick(intent.details) if intent.details else ""
            parts = style.opening(
                rng=rng,
                channel=self.plan.channel,
                question=question,
                detail=detail,
                customer=self.customer,
                slots=self.slots,
                earlier=self._earlier(),
            )
        for number, part in enumerate(parts):
            self._add("customer", part, 0 if number == 0 else rng.uniform(4, 15))

    def _earlier(self) -> int:
        """Contacts about the same thing that the customer holds against us; after a good answer few mention them."""
        return self.plan.earlier_contacts if self.plan.reason == "planted_gap" or self.rng.random() < 0.3 else 0

    def clarify(self, chance: float) -> None:
        """The AI asks back before it answers; by e-mail that is rare."""
        chance *= (0.15 if self.plan.channel in ("email", "web_form") else 1) * (2 if self.plan.intent.clarify else 1)
        if self.plan.question or self.rng.random() >= chance:
            return
        plan = self.plan
        has_order = plan.category in _ABOUT_ORDERS and not plan.intent.is_presale
        question, answer = self.rng.choice(
            plan.intent.clarify or (common.AI_CLARIFY_ORDER if has_order else common.AI_CLARIFY)
        )
        self.ai_says(question, sure=(6, 3))
        self.customer_says(fill(answer, self.rng, self.slots))

    def answer(self, *, sure: tuple[float, float] = (11, 2), seconds: float | None = None, lead: str = "") -> None:
        """The AI answers from its entry where there is one, from one of them where there are several."""
        source = self.sources[0] if len(self.sources) == 1 else self.rng.choice(self.sources)
        lead, close = lead or self.pick(common.AI_LEADS), self.pick(common.AI_CLOSES)
        text = " ".join(part for part in (lead, self.pick(source.ai), close) if part)
        self.ai_says(text, sure=sure, refs=[source.ref] if source.ref else (), seconds=seconds)

    def fail_to_answer(self) -> None:
        """The AI does not know, makes something up, answers out of a neighbouring entry, or as its entry has it."""
        if troubles.fail_to_answer(self):
            return
        roll = self.rng.random()
        if roll < 0.3 and self.plan.intent.wrong:
            self.ai_says(self.pick(self.plan.intent.wrong), sure=(6, 3.5))
        elif roll < 0.48 and self.neighbours:
            other, ref = self.rng.choice(self.neighbours)
            self.ai_says(self.pick(other.ai), sure=(5, 4), refs=[ref])
        else:
            self.ai_says(self.pick(common.AI_DOES_NOT_KNOW), sure=(3, 6))

    def insist(self) -> None:
        """The customer repeats the question in other words, or is annoyed."""
        if troubles.insist(self):
            return
        if not self.plan.question and self.rng.random() < 0.6:
            again = self.pick([question for question in self.plan.intent.questions if question != self.asked])
            self.customer_says(fill(self.rng.choice(common.REPEATS), self.rng, {**self.slots, "again": again}))
        else:
            self.customer_says(self.pick(common.FRUSTRATION))

    def say_no_more(self, *, sure: tuple[float, float]) -> None:
        """The AI has nothing to add, and says so."""
        if not troubles.say_no_more(self):
            self.ai_says(self.pick(common.AI_STILL_DOES_NOT_KNOW), sure=sure)

    def hand_over(self, core: str, *, is_answer: bool = False) -> None:
        """The AI gives way to a human, who settles it."""
        if self.rng.random() < 0.55:
            self.ai_says(self.pick(common.AI_HANDOFF), sure=(5, 5))
        self._add("system", self.pick(common.SYSTEM_HANDOFF), self.rng.uniform(1, 20))
        self.agent_says(core, is_answer=is_answer)
        if self.rng.random() < 0.5:
            self.customer_says(self.pick(common.THANKS_TO_AGENT))

    def thanks(self) -> None:
        """A solved conversation ends with thanks, or simply ends."""
        slow = self.plan.channel in ("email", "web_form")
        if self.rng.random() < (0.12 if slow else 0.62):
            self.customer_says(self.pick(common.THANKS))
            if not slow and self.rng.random() < 0.6:
                self.ai_says(self.pick(common.AI_GOODBYES), sure=(14, 1))

    # -- outcomes

    def play(self) -> None:
        """The whole conversation, as planned."""
        self.ask()
        getattr(self, f"_play_{self.plan.outcome}")()

    def _play_solved(self) -> None:
        self.clarify(0.16)
        self.answer()
        followups = self.plan.intent.followups
        if followups and self.plan.channel in ("chat", "whatsapp", "phone") and self.rng.random() < 0.25:
            ask, reply = self.rng.choice(followups)
            self.customer_says(self.pick((ask,)))
            self.ai_says(reply, sure=(10, 2), refs=[ref] if (ref := self.sources[0].ref) else ())
        self.thanks()

    def _play_handoff(self) -> None:
        self.clarify(0.15)
        self.fail_to_answer()
        if self.rng.random() < 0.7:
            self.insist()
            if self.rng.random() < 0.5:
                self.say_no_more(sure=(3, 7))
        if self.rng.random() < 0.4:
            self.customer_says(self.pick(common.WANTS_HUMAN))
        self.hand_over(self.pick(self.plan.intent.human), is_answer=True)

    def _play_unresolved(self) -> None:
        self.clarify(0.15)
        self.fail_to_answer()
        self.insist()
        self.say_no_more(sure=(3, 7))
        if self.rng.random() < 0.3:
            self.insist()
            self.say_no_more(sure=(2, 7))
        self.customer_says(self.pick(common.GIVES_UP))

    def _play_low_rating(self) -> None:
        self.fail_to_answer()
        self.customer_says(self.pick(common.DOUBTS))

    def _play_outage(self) -> None:
        self.ai_says(self.pick(common.AI_OUTAGE), sure=(3, 5))
        self.customer_says(self.pick(common.AFTER_OUTAGE))
        if self.rng.random() < 0.35:
            self.hand_over(self.pick(common.AGENT_AFTER_OUTAGE))
        elif self.rng.random() < 0.5:
            self.ai_says(self.pick(common.AI_OUTAGE), sure=(3, 5))

    def _play_slow(self) -> None:
        self.customer_says(self.pick(common.IMPATIENT), seconds=self.rng.uniform(120, 400))
        self.answer(sure=(8, 3), seconds=self.rng.uniform(240, 900))
        self.customer_says(self.pick(common.TOO_LATE))

    def _play_angry(self) -> None:
        self.answer(sure=(8, 3))
        self.customer_says(self.pick(common.ANGER))
        if self.rng.random() < 0.5:
            self.customer_says(self.pick(common.WANTS_HUMAN), seconds=self.rng.uniform(5, 30))
        self.hand_over(self.pick(common.AGENT_TO_ANGER))

    def _play_sold_out(self) -> None:
        self.answer(sure=(8, 3))
        self.customer_says(self.pick(common.SOLD_OUT))
        self.ai_says(self.pick(common.AI_SOLD_OUT), sure=(7, 3))
        if self.rng.random() < 0.5:
            self.customer_says(self.pick(common.GIVES_UP))

    def _play_needs_data(self) -> None:
        self.clarify(0.3)
        self.ai_says(self.pick(common.AI_NEEDS_DATA), sure=(4, 5))
        if self.rng.random() < 0.5:
            self.customer_says(self.pick(common.WANTS_HUMAN))
        self.hand_over(self.pick(common.AGENT_WITH_DATA))


def _edit(*, talk: Talk) -> None:
    """Now and then a human corrects what the AI wrote; that is the best thing to learn from."""
    plan, rng = talk.plan, talk.rng
    replies = [message for message in talk.messages if message["sender"] == "ai"]
    is_corrected = plan.reason == "planted_gap" and plan.outcome in ("unresolved", "low_rating")
    if is_corrected and plan.trouble not in troubles.ON_ONES_OWN and rng.random() < 0.16:
        replies[0]["edit"] = {
            "text": talk.pick(plan.intent.human),
            "editor": rng.choice(AGENTS),
            "reason": rng.choice(common.EDIT_REASONS_WRONG),
        }
    elif (
        plan.outcome == "solved"
        and talk.sources[0].ref
        and plan.channel in ("email", "web_form")
        and rng.random() < 0.08
    ):
        text = f"Hello {talk.customer.first}, {talk.pick(plan.intent.human)} Kind regards, your Lindenhof team"
        replies[-1]["edit"] = {
            "text": text,
            "editor": rng.choice(AGENTS),
            "reason": rng.choice(common.EDIT_REASONS_GOOD),
        }


def _rating(*, talk: Talk) -> tuple[int | None, str]:
    plan, rng = talk.plan, talk.rng
    rate = _RESPONSE_RATE[plan.channel] * {"solved": 1.0, "handoff": 1.3}.get(plan.outcome, 1.6)
    always = plan.outcome in ("low_rating", "sold_out", "slow")
    if not always and rng.random() >= rate:
        return None, ""
    rating = rng.choices((1, 2, 3, 4, 5), _RATINGS[plan.outcome])[0]
    if rng.random() >= 0.3:
        return rating, ""
    kind = (
        "slow"
        if plan.outcome in ("slow", "outage")
        else "good"
        if plan.outcome == "solved"
        else "handoff"
        if talk.has_agent
        else "bad"
    )
    return rating, pick(common.COMMENTS[kind], rng, talk.slots)


def _business(*, talk: Talk) -> dict[str, Any]:
    """What the conversation cost and whether it led to a sale."""
    rng, plan = talk.rng, talk.plan
    chance = (0.2 if plan.intent.is_presale else 0.04) * (1 if plan.outcome == "solved" else 0.3)
    is_converted = rng.random() < chance
    cost = sum(message.get("cost", 0.0) for message in talk.messages)
    if talk.has_agent:
        cost += rng.uniform(2.8, 7.5)
    out: dict[str, Any] = {"converted": is_converted, "cost": round(cost, 4)}
    if is_converted:
        out["value"] = round(rng.lognormvariate(4.1, 0.7), 2)
    return out


def _resolved(*, talk: Talk) -> bool | None:
    rng, outcome = talk.rng, talk.plan.outcome
    if outcome == "solved":
        return None if rng.random() < 0.2 else True
    if talk.has_agent:
        return None if rng.random() < 0.15 else True
    if outcome in ("low_rating", "sold_out", "slow"):
        return False if rng.random() < 0.4 else None
    return False


def converse(*, talk: Talk, source: str) -> dict[str, Any]:
    """The conversation as an import line without its id; times are still datetimes."""
    plan = talk.plan
    talk.play()
    _edit(talk=talk)
    rating, comment = _rating(talk=talk)
    sure = [message["confidence"] for message in talk.messages if message["sender"] == "ai"]
    line: dict[str, Any] = {
        "channel": plan.channel,
        "started_at": plan.started_at,
        "source": source,
        "customer": talk.customer.ref,
        "status": "closed",
        "intent": None,
        "rating": rating,
        "escalated": talk.has_agent,
        "resolved": _resolved(talk=talk),
        "confidence": round(sum(sure) / len(sure), 2),
        **_business(talk=talk),
        "messages": talk.messages,
    }
    if comment:
        line["comment"] = comment
    if talk.has_agent:
        line["handoff_reason"] = talk.rng.choice(_HANDOFF_REASONS[plan.outcome])
    return line


def curse(*, rng: Random, line: Mapping[str, Any]) -> None:
    """Add a mild swear word to the customer's last message."""
    last = [message for message in line["messages"] if message["sender"] == "customer"][-1]
    last["text"] = f"{last['text']} {pick(common.MILD_PROFANITY, rng, {})}"
