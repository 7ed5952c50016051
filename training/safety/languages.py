"""Orders to the assistant in German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Swedish, Danish,
Czech, Ukrainian and Turkish. The patterns read folded text: lower case, no accents.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.safety.wording import Order, order

# For each language: what is to be forgotten, by which verbs; who is to be told, by which verbs; "from now on".
_VERBS_OF_FORGETTING = (
    r"ignorier\w*|vergiss|vergesst|vergessen sie|missacht\w+|umgeh\w+|uberschreib\w+|beachte\w* nicht|befolge\w* nicht"  # de
    r"|ignore[zr]?|oublie[zr]?|outrepasse[zr]?|contourne[zr]?|neglige[zr]?|ne tiens pas compte|ne tenez pas compte|ne suis (?:pas|plus)"  # fr
    r"|ignora\w*|olvida\w*|omite|omita|desatiende|no sigas|no hagas caso|haz caso omiso|descarta"  # es
    r"|dimentica\w*|non seguire|trascura\w*|disattendi|scavalca"  # it
    r"|desconsider\w+|esquec\w+|nao siga|ignore"  # pt
    r"|negeer|negeert|vergeet|omzeil|volg niet|overschrijf"  # nl
    r"|zignoruj\w*|ignoruj\w*|zapomnij\w*|pomin\w*|nie przestrzegaj|obejdz"  # pl
    r"|игнориру\w+|проигнориру\w+|забуд\w+|отмени|обойди|не следуи|нарушь|ігнору\w+"  # ru, uk
    r"|ignorera|glom|bortse fran|ignorer|glem|se bort fra"  # sv, da
    r"|zapomen\w*|opomin|nedbej|obejdi|yok say|gormezden gel\w*|unut\w*|dikkate alma"  # cs, tr
)
_RULES = (
    r"anweisung\w*|vorgaben|regeln|systemprompt|richtlinien|befehle|instruktionen|vorschriften|prompts?"
    r"|instructions?|consignes|regles|directives|ordres|invite systeme"
    r"|instrucciones|instruccion|reglas|indicaciones|directrices|ordenes"
    r"|istruzion[ei]|regole|indicazioni|direttive|linee guida"
    r"|instrucoes|instrucao|regras|diretrizes|ordens|comandos"
    r"|instructies|regels|richtlijnen|opdrachten|aanwijzingen"
    r"|instrukcj\w+|polecen\w*|zasad\w*|regul\w*|wytyczn\w+"
    r"|инструкци\w+|правил\w*|указани\w+|команд\w*|промпт\w*|iнструкц\w+|інструкц\w+|вказівк\w+|вказивк\w+"
    r"|instruktioner\w*|regler\w*|anvisningar\w*|instrukser\w*|pokyny|pokynu|instrukce|pravidla|talimat\w*|kural\w*|komut\w*"
)
_CUSTOMERS = (
    r"(?:alle[nrm]?|jede[nmr]?|samtlichen|allen anderen|jedem) (?:\w+ )?(?:kund\w+|nutzer\w*|benutzer\w*|menschen|anruf\w+)"
    r"|(?:tous|toutes|chaque|a tous|aux)(?: les)?(?: autres)? (?:clients?|clientes|utilisateurs?|personnes?)"
    r"|(?:a )?(?:todos?|cada|cualquier|los demas)(?: los| las| os| as)? (?:client\w+|usuari\w+|personas?|pessoas?|utilizadores)"
    r"|(?:a )?(?:tutti|ogni|ciascun)(?: i| gli)? (?:client\w+|utent\w+|person\w+)"
    r"|(?:alle|elke|iedere|iedereen) ?(?:klant\w*|gebruiker\w*|mensen)?"
    r"|(?:wszystkim|kazdemu|kazdym|wszystkich) (?:klient\w+|uzytkownik\w+|osobom)"
    r"|(?:всем|каждому|всех|усім|усим|кожному|любому) (?:клиент\w*|покупател\w*|пользовател\w*|людям|клієнт\w*|клиєнт\w*)"
    r"|(?:alla|varje|hver|alle) (?:kund\w*|anvandare|bruger\w*)|vsem zakaznikum|kazdemu zakaznikovi|(?:tum|butun|her) musteri\w*"
)
_TELL = (
    r"sag\w*|erzahl\w*|teile?|teilen|informier\w*|antworte\w*|empfiehl|empfehl\w*|gib|gebt|geben|schick\w*|sende\w*|verrate\w*|biete\w*|versprich|erstatte\w*"
    r"|dis|dites|disons|reponds|repondez|informe[zr]?|donne[zr]?|envoie|envoyez|recommande[zr]?|promets|propose[zr]?|rembourse[zr]?"
    r"|di|diga|dile|diles|digale|digales|responde\w*|informa\w*|da|dale|dales|envia\w*|manda\w*|recomienda\w*|recomiende|promete\w*|ofrece\w*|reembolsa\w*"
    r"|dici|dite|rispondi|rispondere|comunica|consiglia|offri|invia|rimborsa|prometti|raccomanda"
    r"|diga|responda|recomende|ofereca|envie|mande|prometa|reembolse"
    r"|zeg|vertel|antwoord|informeer|geef|stuur|beveel|beloof|bied|adviseer"
    r"|powiedz|mow|odpowiadaj|odpowiedz|informuj|poinformuj|daj|wyslij|polec|polecaj|zaoferuj|obiecaj"
    r"|скажи\w*|говори\w*|отвечаи\w*|ответь\w*|сообщи\w*|сообщаи\w*|даи\w*|отправь\w*|отправляи|рекомендуи\w*|предлагаи\w*|обещаи\w*|розкажи|кажи|відповідаи|видповидаи|повідом|повидом"
    r"|beratta|saga|svara|informera|rekommendera|ge|fortael|sig|svar|rekni|odpovidej|soyle\w*|cevapla|yanitla"
)
_FROM_NOW_ON = (
    r"ab (?:jetzt|sofort|heute)|von nun an|von jetzt an|ab diesem moment|zukunftig|kunftig|in zukunft"
    r"|a partir de maintenant|desormais|dorenavant|a l'avenir|des maintenant"
    r"|a partir de ahora|desde ahora|de ahora en adelante|en adelante|en lo sucesivo"
    r"|d'ora in poi|da ora in poi|da adesso|da questo momento|d'ora in avanti"
    r"|a partir de agora|de agora em diante|daqui em diante|doravante"
    r"|vanaf nu|van nu af aan|voortaan|in het vervolg"
    r"|od teraz|od tej pory|od tej chwili|odtad"
    r"|с этого момента|отныне|теперь всегда|впредь|с настоящего момента|відтепер|видтепер|з цього моменту"
    r"|fran och med nu|hadanefter|fra nu af|od ted|od nynejska|bundan sonra|bundan boyle|su andan itibaren"
)
_SPEAK = (
    rf"{_TELL}|du (?:bist|musst|sollst|wirst|antwortest|hei\w+)|sie (?:sind|mussen|sollen)|bist du|immer|stets|vous (?:etes|devez)|tu (?:es|dois|reponds)|toujours|eres|debes|siempre|sei|devi|sempre|voce (?:e|deve)|"
    r"je bent|ben je|moet je|altijd|jestes|musisz|zawsze|ты|вы|всегда|ти|завжди|du ar|du er|alltid|altid|vzdy|jsi|her zaman|sen"
)
_ANSWERS = (
    r"wissensdatenbank|wissensbasis|antworten|deine antwort|systemprompt|base de connaissances|tes reponses|vos reponses|base de conocimiento\w*|tus respuestas|sus respuestas|base di conoscenza|tue risposte|vostre risposte"
    r"|base de conhecimento|suas respostas|tuas respostas|kennisbank|je antwoorden|jouw antwoorden|uw antwoorden|baz[aey] wiedzy|swoich odpowiedzi|odpowiedzi|баз[ауые] знании|базы знании|свои ответы|своих ответ\w+|ответам|баз[ауи] знань"
    r"|kunskapsbas\w*|dina svar|videnbase\w*|dine svar|znalostni baz\w+|bilgi taban\w+"
)
_ADD = (
    r"fug\w*|hinzufug\w+|schreib\w*|nimm|ubernimm|speicher\w*|erganze|merk|ajoute[zr]?|mets|mettez|inclus|incluez|ecris|enregistre[zr]?|anade\w*|agrega\w*|incluye\w*|guarda\w*|escribe|pon|"
    r"aggiungi|includi|inserisci|salva|scrivi|adicione|inclua|acrescente|guarde|escreva|voeg|zet|neem|schrijf|sla|dodaj|wpisz|zapisz|umiesc|добавь\w*|добавляи\w*|внеси\w*|запиши\w*|включи|вставь|запомни|додаи|lagg|skriv|spara|tilfoj|pridej|uloz|ekle|kaydet"
)

OTHER_LANGUAGES: Sequence[Order] = [
    order(_VERBS_OF_FORGETTING, rf"\b[^.!?\n]{{0,45}}?\b(?:{_RULES})\b"),
    order(
        _RULES,
        r"\b[^.!?\n]{0,40}?\b(?:ignorieren|vergessen|missachten|umgehen|negeren|yok say\w*|gormezden gel\w*|unut\w*|dikkate alma\w*"
        r"|ignorowac)\b",
    ),
    order(_FROM_NOW_ON, rf"\b[^.!?\n]{{0,40}}?\b(?:{_SPEAK})\b"),
    order(_TELL, rf"\b (?:\w+ ){{0,3}}?(?:{_CUSTOMERS})\b"),
    order(
        """sagen|mitteilen|antworten|erzahlen|empfehlen|geben|vertellen|zeggen|сказать|говорить|сообщать|отвечать|soyle\\w*""",
        r"\b",
        before=rf"\b(?:{_CUSTOMERS}) (?:\w+ ){{0,2}}?",
    ),
    order(_ADD, rf"\b[^.!?\n]{{0,60}}?\b(?:{_ANSWERS})\b"),
    order(
        """du bist (?:jetzt|nun|ab jetzt|kein|von nun an)|sie sind (?:jetzt|nun) (?:ein|kein)\\w*|tu es (?:maintenant|desormais)|vous etes (?:maintenant|desormais)
        |ahora eres|eres ahora|ora sei (?:un|il|la|uno)|adesso sei (?:un|il|la|uno)|sei ora (?:un|il|la)|voce (?:agora e|e agora)|agora (?:voce e|es)
        |je bent (?:nu|vanaf nu|voortaan)|jestes teraz|teraz jestes|ты теперь|теперь ты|вы теперь|тепер ти|du ar nu|du er nu|nyni jsi
        |jsi nyni|artik (?:sen )?bir|spiel\\w* die rolle|tu so,? als (?:ob|warst)|verhalte dich wie|comporte-toi comme|fais semblant
        |joue le role|finge (?:ser|que)|actua como|haz como si|fai finta|comportati come|finja (?:ser|que)|aja como|doe alsof
        |gedraag je als|udawaj|zachowuj sie jak|притворись|представь,? что ты|деиствуи как|веди себя как""",
        r"\b",
    ),
    order(
        """zeig\\w*|verrate|nenne|gib|drucke|affiche[zr]?|montre[zr]?|revele[zr]?|donne[zr]?|muestra\\w*|revela\\w*|dame|imprime|mostra\\w*
        |rivela\\w*|dammi|stampa|mostre|revele|toon|geef|onthul|pokaz|ujawnij|wypisz|podaj|покажи\\w*|раскрои\\w*|выведи\\w*|даи|назови
        |visa|vis|goster\\w*""",
        r"\b[^.!?\n]{0,40}?\b(?:system ?-?prompt\w*|systemanweisung\w*|prompt (?:du )?systeme|invite systeme|prompt (?:del? |de )?sistema"
        r"|instrucciones (?:del sistema|internas|secretas)|istruzioni (?:di sistema|segrete)|instrucoes (?:do sistema|secretas)"
        r"|systeeminstructies|prompt\w* systemow\w+|системн\w+ (?:промпт\w*|инструкц\w+|запрос)|passwort\w*|mots de passe|contrasenas"
        r"|le password|senhas|wachtwoorden|hasla|парол\w+|kundendaten|donnees (?:des )?clients?|datos (?:de (?:los |otros )?)?clientes"
        r"|dati (?:dei )?clienti|dados (?:dos |de )?clientes|klantgegevens|dan\w+ klientow|данные (?:всех )?(?:клиентов|покупателеи|пользователеи))\b",
    ),
    order(
        "system ?-?prompt\\w*|systemanweisung\\w*|prompt (?:du )?systeme|prompt (?:del? |de )?sistema|системн\\w+ промпт\\w*",
        r"\b",
    ),
    order(
        """antworte\\w*|reponds|repondez|responde|responda|rispondi|antwoord|odpowiadaj|odpowiedz|отвечаи\\w*|ответь\\w*|svara""",
        r"\b (?:\w+ ){0,4}?(?:nur|ausschlie\w+|immer|stets|uniquement|seulement|toujours|solo|solamente|unicamente|siempre|soltanto|sempre"
        r"|apenas|somente|alleen|altijd|tylko|zawsze|только|всегда|лишь|bara|alltid)\b",
    ),
    order(
        "nur|immer|stets|siempre|sempre|toujours|altijd|zawsze|всегда|только",
        r" (?:mit|avec|con|com|met|z)? ?(?:antworten|antworte|repondre|responder|rispondere|отвечаи\w*|говори\w*)\b",
    ),
    order(
        """markier\\w*|kennzeichne\\w*|marque[zr]?|marca\\w*|segna\\w*|markeer|oznacz|пометь\\w*|отметь\\w*|закрои|markera""",
        r"\b[^.!?\n]{0,40}?\b(?:als (?:gelost|erledigt|beantwoord|opgelost|genehmigt)|comme (?:resolue?|approuvee?)"
        r"|como (?:resuelt[oa]|resolvid[oa]|aprobad[oa]|aprovad[oa])|come (?:risolt[oa]|approvat[oa])|jako (?:rozwiazan\w+|zatwierdzon\w+)"
        r"|решенн\w*|как решен\w+|одобрен\w*|som lost)\b",
    ),
    order(
        "genehmig\\w*|approuve[zr]|aprueba|apruebe|approva|aprove|keur|zatwierdz|одобри\\w*|утверди\\w*|godkann|onayla",
        r"\b (?:\w+ ){0,2}?(?:dies\w*|das|alles|ceci|cela|tout|esto|eso|todo|questo|tutto|isto|isso|tudo|dit|alles|to|wszystko|это|все"
        r"|detta|bunu)\b",
    ),
]
