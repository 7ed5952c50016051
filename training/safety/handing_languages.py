"""What a reader is to hand over, and whom to pay, in German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian.

The patterns read folded text: lower case, no accents, "й" as "и". Every gap in them is bounded.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.safety.wording import Order, one_of, order

_SECRET = one_of(
    """tans?|pins?|pin-?codes?|otp|cvv2?|cvc2?|passwort\\w*|kennwort\\w*|zugangsdaten|mots? de passe|contrasen\\w+|password|senhas?|wachtwoord\\w*
    |hasl[oa]|парол\\w+|пин-?код\\w*|смс-?код\\w*|(?:sms|bestatigungs|sicherheits|einmal|freischalt|anmelde|zugangs|verificatie|beveiligings)-?codes?
    |(?:code|codigo|codice|kod|код)\\w*[^.!?,\\n]{0,30}? (?:sms\\w*|смс|verification|securite|verificacion|seguridad|verifica|sicurezza|seguranca|verificacao|weryfikac\\w+|подтвержден\\w+)
    |(?:foto|photo|фото)\\w* (?:\\w+ ){0,3}?(?:karte|bankkarte|kreditkarte|tarjeta|carte|carta|kaart|bankpas|karty|карты)"""
)
# The secret itself, and not word of what does not work with it.
_GAP = r"\b(?:(?!\b(?:se|si|wenn|falls|ob|als|of|jesli|czy|если|ли|comment|como|come|jak|как|wie)\b)[^.!?,\n]){0,40}?\b"
_TOOL = r"(?:any ?desk|team ?viewer|ultra ?viewer|rust ?desk|supremo|quick ?(?:assist|support))"
_NEW = r"(?:neue[nrms]?|nouveau|nouvel(?:le)?|nuev[oa]|nuov[oa]|nov[oa]|nieuwe|now[eya]|nowego|новыи|новую|новому)"
_PAYEE = (
    r"(?:konto|bankkonto|empfanger\w*|bankverbindung|compte|beneficiaire|cuenta|beneficiario|conto|conta|iban|rekening\w*|begunstigde|rachunek"
    r"|odbiorc\w+|счет|карту|получател\w+)"
)
# A refund to one's own new account is everyday.
_NOBODYS = "".join(
    f"(?<!{mine} )"
    for mine in ("mein", "meine", "mon", "ma", "mi", "mio", "mia", "meu", "minha", "mijn", "moje", "moj", "мои", "мою")
)

HANDING: Sequence[Order] = [
    order(
        """lesen sie uns|nennen sie uns|sagen sie uns|diktieren sie uns|schicken sie uns|senden sie uns|teilen sie uns|geben sie uns
        |ubermitteln sie uns|schreiben sie uns|lies uns|nenn uns|sag uns|schick uns|gib uns
        |lisez-nous|dites-nous|donnez-nous|envoyez-nous|dictez-nous|communiquez-nous|transmettez-nous|nous (?:lire|dire|donner|envoyer|dicter)
        |leanos|diganos|dinos|denos|envienos|envianos|dictenos|mandenos|facilitenos|indiquenos
        |ci (?:legga|dica|invii|detti|comunichi|mandi|fornisca)|leggici|dicci|inviaci|mandaci|comunicaci
        |diga-nos|envie-nos|leia-nos|informe-nos|mande-nos|nos (?:diga|envie|informe|mande|leia)
        |lees ons|geef ons|stuur ons|vertel ons|noem ons|dicteer ons
        |podaj nam|podac nam|podyktuj\\w*|przeslij nam|przeslac nam|wyslij nam|wyslac nam|przeczytaj nam
        |продиктуи\\w*|назовите|сообщите|пришлите|отправьте нам|скажите нам""",
        rf"{_GAP}{_SECRET}\b",
    ),
    order(
        """installieren sie|laden sie|offnen sie|starten sie|installez|telechargez|prenez|ouvrez|lancez|instale|instala|descargue|descarga|abra
        |installi|scarichi|apra|installa|scarica|instale|baixe|installeer|download|zainstaluj\\w*|pobierz|установите|скачаите|запустите""",
        rf"\b[^.!?\n]{{0,40}}?\b{_TOOL}\b",
    ),
]
PAYING: Sequence[Order] = [
    order(
        """uberweis\\w+|zahlen sie|bezahlen sie|virez|versez|payez|regle[zr]|transfier\\w+|pague|paguen|bonific\\w+|versi|versare|paghi|transfira
        |maak over|betaal|przela\\w*|przelej\\w*|wplac\\w*|zaplac\\w*|перевед\\w+|переводите|оплатите|перечисл\\w+""",
        rf"\b[^.!?\n]{{0,60}}?\b{_NOBODYS}(?:{_NEW} (?:\w+ )?{_PAYEE}|на (?:личн\w+ )?(?:карту|счет) (?:менеджер|сотрудник|директор|оператор|бухгалтер)\w*)\b(?!\W{{0,2}}\?)",
    ),
]
# Warnings, and what somebody asks about themselves.
SPARED = (
    r"nie|niemals|nicht|kein\w*|ich|mir|mein\w*|jamais|ne|n'|pas|je|moi|mon|nunca|jamas|no|mi|non|mai|mio|mia|nao|jamais|eu|meu|minha|nooit|niet|ik|mijn"
    r"|nigdy|nikt|никогда|не|никто|мне|мои|мою|я"
)
