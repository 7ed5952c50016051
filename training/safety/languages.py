"""Orders to the assistant in German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Swedish, Danish,
Czech, Ukrainian, Turkish, Greek, Finnish, Hungarian, Romanian, and a few in languages of other scripts. The patterns read folded text: lower case, no accents.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.safety.wording import Order, Sign, order, sign

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
    r"|zapomen\w*|opomin|nedbej|obejdi|yok say\w*|gormezden gel\w*|unut\w*|dikkate alma"  # cs, tr
    r"|αγνοησ\w+|ξεχασ\w+|παρακαμψ\w+|unohda|jata huomiotta|ohita|hagyd figyelmen kivul|felejtsd el|ne vedd figyelembe"  # el, fi, hu
    r"|nu tine cont|uita"  # ro
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
    r"|οδηγι\w+|κανον\w+|εντολ\w+|ohjee\w*|ohjeita|saanno\w*|kehottee\w*|utasitas\w*|szabaly\w*|instructiun\w*|reguli\w*"
)
_CUSTOMERS = (
    r"(?:\[name\]|alle[nrm]?|jede[nmr]?|samtlichen|allen anderen|jedem) (?:\w+ )?(?:kund\w+|nutzer\w*|benutzer\w*|menschen|anruf\w+)"
    r"|(?:tous|toutes|chaque|a tous|aux)(?: les)?(?: autres)? (?:clients?|clientes|utilisateurs?|personnes?)"
    r"|(?:a )?(?:todos?|cada|cualquier|los demas)(?: los| las| os| as)? (?:client\w+|usuari\w+|personas?|pessoas?|utilizadores)"
    r"|(?:a )?(?:tutti|ogni|ciascun)(?: i| gli)? (?:client\w+|utent\w+|person\w+)"
    r"|(?:alle|elke|iedere|iedereen) ?(?:klant\w*|gebruiker\w*|mensen)?"
    r"|(?:wszystkim|kazdemu|kazdym|wszystkich) (?:klient\w+|uzytkownik\w+|osobom)"
    r"|(?:всем|каждому|всех|усім|усим|кожному|любому) (?:клиент\w*|покупател\w*|пользовател\w*|людям|клієнт\w*|клиєнт\w*)"
    r"|(?:alla|varje|hver|alle) (?:kund\w*|anvandare|bruger\w*)|vsem zakaznikum|kazdemu zakaznikovi|(?:tum|butun|her) musteri\w*"
    r"|(?:ολουσ|καθε|σε ολουσ|σε καθε)(?: τουσ)? πελατ\w+|(?:kaikille|jokaiselle) (?:asiakk\w+|kayttaj\w+)"
    r"|(?:minden|az osszes) (?:ugyfel\w*|vasarlo\w*)|tuturor (?:clientilor|utilizatorilor)"
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
    r"|πεσ|πειτε|ενημερωσ\w+|kerro|kertokaa|sano|vastaa|mondd|mondja|valaszolj\w*|spune\w*|raspunde\w*"
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
    r"|απο εδω και περα|απο τωρα|tasta lahtien|nyt lahtien|mostantol|de acum (?:inainte|incolo)"
)
_SPEAK = (
    rf"{_TELL}|du (?:bist|musst|sollst|wirst|antwortest|hei\w+)|sie (?:sind|mussen|sollen)|bist du|immer|stets|vous (?:etes|devez)|tu (?:es|dois|reponds)|toujours|eres|debes|siempre|sei|devi|sempre|voce (?:e|deve)|"
    r"je bent|ben je|moet je|altijd|jestes|musisz|zawsze|ты|вы|всегда|ти|завжди|du ar|du er|alltid|altid|vzdy|jsi|her zaman|sen"
)
_ANSWERS = (
    r"jeder? antwort|alle antworten|jede nachricht|chaque reponse|toutes (?:tes|vos|les) reponses|cada respuesta|todas (?:tus|las) respuestas"
    r"|ogni risposta|cada resposta|elk antwoord|kazdej odpowiedzi|кажд\w+ ответ\w*|varje svar|hvert svar"
    r"|wissensdatenbank|wissensbasis|antworten|deine antwort|systemprompt|base de connaissances|tes reponses|vos reponses|base de conocimiento\w*|tus respuestas|sus respuestas|base di conoscenza|tue risposte|vostre risposte"
    r"|base de conhecimento|suas respostas|tuas respostas|kennisbank|je antwoorden|jouw antwoorden|uw antwoorden|baz[aey] wiedzy|swoich odpowiedzi|odpowiedzi|баз[ауые] знании|базы знании|свои ответы|своих ответ\w+|ответам|баз[ауи] знань"
    r"|kunskapsbas\w*|dina svar|videnbase\w*|dine svar|znalostni baz\w+|bilgi taban\w+"
)
_ADD = (
    r"fug\w*|hinzufug\w+|schreib\w*|nimm|ubernimm|speicher\w*|erganze|merk|ajoute[zr]?|mets|mettez|inclus|incluez|ecris|enregistre[zr]?|anade\w*|agrega\w*|incluye\w*|guarda\w*|escribe|pon|"
    r"aggiungi|includi|inserisci|salva|scrivi|adicione|inclua|acrescente|guarde|escreva|voeg|zet|neem|schrijf|sla|dodaj|wpisz|zapisz|umiesc|добавь\w*|добавляи\w*|внеси\w*|запиши\w*|включи|вставь|запомни|додаи|lagg|skriv|spara|tilfoj|pridej|uloz|ekle|kaydet"
)
# To whoever sums up what was said: who, what they do with what, and what they are to put down or to leave out.
_WHOEVER = (
    r"wer|an (?:den|die|das|alle)|die (?:person|ki)|das programm|der assistent|qui|quiconque|celui|celle|a la personne|au programme|l'(?:ia|assistant)"
    r"|quien|quienes|la persona|el programa|la ia|chiunque|chi|alla persona|al programma|quem|a pessoa|o programa|wie|degene|de persoon|het programma"
    r"|kto|ktokolwiek|osob[aoy]\w*|program\w*|кто|тот|тому|тем|программ\w+|хто|den som|kdo|kim"
)
_SUM_UP = (
    r"(?:zusammen(?:zu)?fass\w*|fass\w* [^.!?\n]{0,30}? zusammen|auswerte\w*|liest|lest|resum\w+|synthetis\w+|lit|lis\w+|lee|lea|leen|riassum\w+|legge|leia|ler|le"
    r"|samenva\w+|leest|streszcz\w+|podsumow\w+|czyta\w*|резюмиру\w+|подытож\w+|обобща\w+|суммиру\w+|чита\w+|підсумов\w+|sammanfatt\w*|shrn\w+|ozetl\w+)"
)
_TALK = (
    r"(?:gesprach\w*|chat\w*|verlauf|unterhaltung|dialog\w*|conversation|echange|discussion|conversacion|conversazione|conversa|dialogo|gesprek\w*"
    r"|rozmow\w+|czat\w*|разговор\w*|переписк\w+|чат\w*|диалог\w*|беседу|розмов\w+|samtal\w*|rozhovor\w*|sohbet\w*|konusma\w*|ticket|tiket\w*)"
)
_PUT_DOWN = (  # as an order or a wish, not as what somebody did
    r"(?:notier(?:en?)|schreib(?:en?|t)?|vermerk(?:en?)|aufnehmen|erganz(?:en?)|weglassen|festhalten|erwahn(?:en?)|note[zr]?|ecri(?:s|ve[zr]?|re)"
    r"|ajoute[zr]?|retien(?:s|ne)|retenir|retenez|mentionne[zr]?|anot(?:ar|en?|ad)|apunt(?:ar|en?|ad)|escrib(?:an?|ir|e)|anad(?:an?|ir|e)|inclu(?:yan?|ir)"
    r"|annot(?:i|ino|are)|scriv(?:a|ano|ere)|aggiung(?:a|ano|ere)|escrev(?:am?|er)|acrescent(?:em?|ar)|noteer|noteren|schrijf|schrijven|voeg|vermeld(?:en)?"
    r"|zanotuj\w*|zapisz\w*|wpisz\w*|dodaj\w*|pomin\w*|запиши\w*|записать|отметь\w*|отметить|добавь\w*|добавить|укажи\w*|указать|пропусти\w*"
    r"|занотуи\w*|додаи\w*|skriva?|anteckna|zapiste|uvedte|yazsin|not alsin)"
)

OTHER_LANGUAGES: Sequence[Order] = [
    order(
        _WHOEVER,
        rf"\b[^.!?\n]{{0,50}}?\b(?:{_SUM_UP}\b[^.!?\n]{{0,30}}?\b{_TALK}|{_TALK}\b[^.!?\n]{{0,30}}?\b{_SUM_UP})\b[^.!?\n]{{0,40}}?\b{_PUT_DOWN}\b",
    ),
    order(_VERBS_OF_FORGETTING, rf"\b(?! (?:my|the last|this) )[^.!?\n]{{0,45}}?\b(?:{_RULES})\b"),
    order(
        _RULES,
        r"\b[^.!?\n]{0,40}?\b(?:ignorieren|vergessen|missachten|umgehen|negeren|yok say\w*|gormezden gel\w*|unut\w*|dikkate alma\w*"
        r"|ignorowac)\b",
    ),
    order(
        _VERBS_OF_FORGETTING,
        r"\b (?:\w+ ){0,2}?(?:alles|tout(?: ce)?|todo(?: lo)?|tutto(?: quello| cio)?|tudo|wszystko|все|allt|alt|vse|her seyi),? (?:was|que|ce que|che|co|что|som|wat|o que)\b",
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

# Scripts without capitals or blanks between words, or with marks that folding would take: looked for in the text itself.
OTHER_SCRIPTS: Sequence[Sign] = [
    sign(  # Chinese
        r"(?:忽略|无视|無視|忽视|忽視|忘记|忘記|不要理会|绕过|繞過|覆盖|覆蓋).{0,14}(?:指令|指示|规则|規則|提示|命令|设定|設定|说明|說明|要求)"
        r"|系统提示|系統提示|你现在是|你現在是|从现在开始|從現在開始|从今以后|從今以後"
        r"|(?:告诉|告訴|通知|回复|回覆|回答|推荐|推薦).{0,6}(?:所有|每个|每個|每位|全部).{0,4}(?:客户|客戶|顾客|顧客|用户|用戶)"
        r"|(?:添加|加入|写入|寫入|更新).{0,10}(?:知识库|知識庫|回答|答复|答覆)"
    ),
    sign(  # Japanese
        r"(?:指示|命令|ルール|プロンプト|規則|設定).{0,14}(?:無視|忘れ|破っ|上書き)|システムプロンプト|(?:これから|今後|以後|今から).{0,14}(?:答え|返答|回答|言っ|従っ)"
        r"|(?:すべて|全て|全員|各|すべての|全ての)の?(?:お客様|顧客|ユーザー).{0,18}(?:伝え|言っ|案内|教え)|ナレッジ.{0,10}(?:追加|更新|書き)"
    ),
    sign(  # Korean
        r"(?:지시|명령|규칙|지침|프롬프트).{0,12}(?:무시|잊|따르지|우회)|시스템 ?프롬프트|(?:이제부터|지금부터|앞으로).{0,14}(?:답|대답|말하|말해|행동)"
        r"|(?:모든|각) ?(?:고객|사용자).{0,16}(?:알려|말해|전해|안내)"
    ),
    sign(  # Arabic
        r"(?:تجاهل|انس|تخطى|تجاوز|لا تتبع).{0,24}(?:التعليمات|الأوامر|القواعد|التوجيهات)|(?:أخبر|قل|أبلغ).{0,10}(?:كل|جميع).{0,4}(?:العملاء|الزبائن|المستخدمين)"
        r"|من الآن فصاعد|موجه النظام|تعليمات النظام"
    ),
    sign(  # Hebrew
        r"(?:התעלם|התעלמי|התעלמו|שכח|תשכח).{0,24}(?:הוראות|הנחיות|כללים|פקודות)|(?:ספר|אמור|תגיד|הודע).{0,8}לכל.{0,4}(?:לקוחות|משתמשים)|הנחיית המערכת"
    ),
    sign(  # Hindi
        r"(?:निर्देश|नियम|आदेश).{0,18}(?:अनदेखा|अनदेखी|नज़रअंदाज|भूल|उपेक्षा)|(?:सभी|हर) ?(?:ग्राहक|उपयोगकर्ता).{0,18}(?:बता|कह|सूचित)|सिस्टम प्रॉम्प्ट"
    ),
    sign(r"(?:เพิกเฉย|ละเว้น|ลืม|ไม่ต้องสนใจ).{0,24}(?:คำสั่ง|กฎ|คำแนะนำ)"),  # Thai
    sign(r"(?:bỏ qua|phớt lờ|quên).{0,30}(?:hướng dẫn|chỉ dẫn|quy tắc|chỉ thị|lệnh)"),  # Vietnamese
]
