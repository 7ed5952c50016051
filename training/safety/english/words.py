"""What orders are made of: the words they name things by, and where they begin."""

from __future__ import annotations

from training.safety.wording import one_of

# What is spoken about
RULES = one_of(
    """instructions?|prompts?|rules|rulebook|guidelines?|guardrails?|directives?|programming|restrictions|constraints
    |system messages?|safety (?:rules|filters?|checks?|measures)|safeguards|content filters?|ethics|training|guidance|protocols?
    |limitations|commands|context|persona|directions"""
)
BEFORE = "previous|prior|above|earlier|preceding|foregoing|before|existing|original|initial|former|past|old"
MACHINE = one_of(
    """ai|a\\.i\\.|assistants?|(?:chat|support |help |service |reply)?bots?|language models?|llms?|gpt|chatgpt|models?|ai agents?
    |virtual agents?|virtual assistants?|machine|algorithm|neural network|knowledge ?bases?|automation|the system|copilot|agent"""
)
PLAINLY_A_MACHINE = one_of(
    "ai|assistants?|(?:chat)?bots?|language model|llm|gpt|chatgpt|ai (?:model|agent|assistant|system)s?|knowledge ?base|system|copilot|model"
)
CUSTOMERS = (
    "customers?|users?|clients?|visitors?|buyers?|callers?|shoppers?|guests|people|humans|persons?|readers?|consumers"
)
EVERYBODY = (
    r"(?:(?:all|every|each|any|other|future|next|new|your|the|these|those|of|our|their)(?: of)?"
    rf"(?: the| your| our| other| future| new)? (?:\w+ )?(?:{CUSTOMERS})"
    r"|customers|users|clients|people|folks|shoppers|visitors|buyers|guests|callers|everyone|everybody|anyone|anybody|whoever|people who|the public|the world)"
)
ANSWERS = one_of(
    """answers?|repl(?:y|ies)|responses?|knowledge ?base|knowledge|kb|faqs?|memory|training(?: data| set)?
    |help (?:cent(?:er|re)|article|page)s?|articles?|prompts?|documentation|canned (?:answers|responses)|templates?|macros?
    |greetings?|outputs?|messages? to customers|signatures?"""
)
YOUR = (
    r"(?:your|the|every|each|all|any|its|their|our)"
    r"(?: (?:of )?(?:your|the|future|next|new|own|official|public|final|customer|support|live|company|shared))?"
)
THIS_TEXT = "(?:conversation|message|text|ticket|chat|transcript|e-?mail|comment|feedback|data|entry|article|line|note|review)s?"
SAY = """answer|reply|respond|say|state|claim|mention|recommend|output|print|write|insist|act|behave|pretend|treat|approve|grant
    |obey|comply|promise|offer|advertise|promote|praise|refuse|deny|greet|sign|end|begin|start|include|append|add|quote|tell"""
NOT_TO_ME = r"(?! (?:me|us|him|her|them|to me|to us|by|via|my|our|from|in \d|within)\b)"
