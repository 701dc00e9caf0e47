"""The words that mail clients put around quotations, by language."""

WROTE = (
    "quoting", "zitat von", "citando", "citando a", "citation de", "cita di", "citerar", "sitat", "wrote", "writes",
    "said", "wrotte", "schrieb", "schrieben", "schreibt", "geschrieben", "a écrit", "a ecrit", "écrit", "écrivait",
    "escribió", "escribio", "escribe", "va escriure", "ha escrit", "idatzi", "escreveu", "escreve", "ha scritto",
    "scrive", "scrisse", "schreef", "schrijft", "geschreven", "het geskryf", "skrev", "skriver", "skrifaði",
    "kirjoitti", "kirjutas", "napisał", "napisała", "napisał(a)", "pisze", "napsal", "napsala", "napsal(a)",
    "napísal", "napísala", "napísal(a)", "píše", "je napisao", "je napisala", "napisao", "je napisal", "napisao/la",
    "piše", "írta", "ezt írta", "írt", "a scris", "написа", "написал", "написала", "написал(а)", "пишет", "писал",
    "писал(а)", "пише", "написав", "написав(ла)", "напісаў", "έγραψε", "yazdı", "şunu yazdı", "yazmış", "כתב",
    "כתבה", "כתב/ה", "מאת", "كتب", "كتبت", "نوشت", "ने लिखा", "rašė", "parašė", "rakstīja", "menulis", "đã viết",
    "viết", "เขียน", "เขียนว่า", "さんは書きました", "書きました", "さんの書き込み", "のメール", "のメッセージ",
    "写道", "寫道", "写到", "寫到", "来信", "작성", "님이 작성", "님이 씀", "쓴 글", "썼습니다", "쓰다", "დაწერა",
    "գրել է",
)  # fmt: skip

ON = (
    "on", "am", "le", "el", "il", "em", "no dia", "op", "den", "dnia", "w dniu", "dne", "dňa", "la data de",
    "în data de", "în", "pe", "på", "il giorno", "στις", "στη", "בתאריך", "في", "در", "在", "于", "於", "vào", "pada",
    "lúc", "dana", "на", "el dia", "a las", "kl", "ngày", "ai", "tarihinde", "í",
)  # fmt: skip

FROM = (
    "from", "von", "de", "da", "van", "från", "fra", "lähettäjä", "od", "nadawca", "от", "от кого", "від",
    "від кого", "ад", "από", "kimden", "gönderen", "מאת", "من", "از", "发件人", "寄件者", "寄件人", "發件人",
    "差出人", "送信者", "from 送信者", "보낸 사람", "보낸사람", "발신", "từ", "người gửi", "dari", "จาก", "feladó",
    "de la", "expéditeur", "remitente", "mittente", "afzender", "absender", "avsändare", "afsender", "avsender",
    "odesílatel", "odosielateľ", "šalje", "pošiljatelj", "nuo", "no", "saatja", "kellelt", "del", "remetente", "frá",
    "pošiljatelj",
)  # fmt: skip

SENT = (
    "sent", "date", "sent at", "sent on", "datum", "gesendet", "gesendet am", "envoyé", "envoyé le", "envoyé à",
    "fecha", "enviado", "enviado el", "enviada", "enviada em", "enviado em", "enviat", "data", "inviato",
    "data invio", "verzonden", "verstuurd", "skickat", "sendt", "dato", "päivämäärä", "päiväys", "lähetetty",
    "wysłano", "wysłane", "data wysłania", "odesláno", "odoslané", "dátum", "отправлено", "дата", "послано",
    "изпратено", "надіслано", "ημερομηνία", "στάλθηκε", "εστάλη", "tarih", "gönderilme", "gönderildi",
    "gönderme tarihi", "נשלח", "תאריך", "تاريخ", "التاريخ", "تم الإرسال", "أرسلت", "日期", "发送时间", "發送時間",
    "发送日期", "寄件日期", "傳送時間", "時間", "时间", "日時", "送信日時", "送信日", "日付", "보낸 날짜", "날짜",
    "ngày", "đã gửi", "tanggal", "dikirim", "วันที่", "ส่ง", "elküldve", "küldve", "trimis", "poslano", "poslato",
    "išsiųsta", "nosūtīts", "saadetud", "kuupäev", "sänt", "message du", "sendt den",
)  # fmt: skip

TO = (
    "to", "an", "à", "a", "para", "aan", "till", "til", "vastaanottaja", "do", "dla", "adresat", "кому", "до",
    "προς", "kime", "alıcı", "אל", "إلى", "الى", "收件人", "收件者", "宛先", "받는 사람", "받는사람", "수신", "đến",
    "tới", "kepada", "ถึง", "címzett", "către", "komu", "za", "prima", "destinataire", "destinatario",
    "destinatário", "empfänger", "ontvanger", "mottagare", "modtager", "mottaker", "pour", "per", "kam", "kellele",
    "saaja", "получател", "příjemce",
)  # fmt: skip

CC = (
    "cc", "kopie", "kopie (cc)", "copie", "copie à", "cópia", "kopia", "kopi", "kopio", "копия", "копія", "dw",
    "do wiadomości", "抄送", "副本", "참조", "bcc", "κοιν", "másolatot kap", "másolat", "kopija", "bilgi", "עותק",
    "نسخة", "reply-to", "reply to", "antwort an", "importance", "priority", "wichtigkeit", "importancia",
)  # fmt: skip

SUBJECT = (
    "subject", "betreff", "objet", "sujet", "asunto", "assumpte", "gaia", "oggetto", "assunto", "onderwerp", "ämne",
    "emne", "aihe", "otsikko", "temat", "předmět", "predmet", "тема", "относно", "предмет", "θέμα", "konu", "נושא",
    "الموضوع", "موضوع", "主题", "主旨", "主題", "件名", "제목", "chủ đề", "tiêu đề", "subjek", "perihal", "เรื่อง",
    "tárgy", "subiect", "dalykas", "tema", "tēma", "teema", "zadeva", "efni", "re", "betrifft",
)  # fmt: skip

ORIGINAL = (
    "original message", "original email", "original appointment", "ursprüngliche nachricht", "original-nachricht",
    "originalnachricht", "ursprüngliche e-mail", "message d'origine", "message original", "e-mail d'origine",
    "courriel original", "mensaje original", "missatge original", "messaggio originale", "mensagem original",
    "oorspronkelijk bericht", "origineel bericht", "ursprungligt meddelande", "originalmeddelande",
    "oprindelig meddelelse", "oprindelig besked", "antwort nachricht", "original meddelelse", "opprinnelig melding",
    "alkuperäinen viesti",
    "wiadomość oryginalna", "oryginalna wiadomość", "původní zpráva", "původní e-mail", "pôvodná správa",
    "исходное сообщение", "оригинальное сообщение", "оригінальне повідомлення", "вихідне повідомлення",
    "оригинално съобщение", "αρχικό μήνυμα", "özgün ileti", "orijinal mesaj", "orijinal ileti", "הודעה מקורית",
    "الرسالة الأصلية", "پیام اصلی", "原始邮件", "原始信件", "原邮件", "原始郵件", "元のメッセージ", "元のメール",
    "original mail", "원본 메시지", "원본 메일", "tin nhắn gốc", "thư gốc", "pesan asli", "pesan asal",
    "ข้อความต้นฉบับ", "eredeti üzenet", "mesaj original", "mesajul original", "izvorna poruka", "originalna poruka",
    "izvirno sporočilo", "originali žinutė", "oriģinālais ziņojums", "algne teade", "reply message",
    "previous replies", "vorherige antworten", "réponses précédentes", "respuestas anteriores", "risposte precedenti",
    "respostas anteriores", "eerdere antwoorden", "tidigare svar", "tidligere svar", "poprzednie odpowiedzi",
    "предыдущие ответы", "以前の返信", "之前的回复", "이전 답변",
    "reply separator", "回复的原邮件", "回复的邮件", "回覆的郵件", "reply above", "in reply to",
)  # fmt: skip

FORWARDED = (
    "forwarded message", "forwarded by", "begin forwarded message", "start of forwarded message", "forwarded mail",
    "forwarded email", "weitergeleitete nachricht", "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail", "weitergeleitet von", "début du message réexpédié", "message transféré",
    "début du message transféré", "message réexpédié", "message suivi", "inicio del mensaje reenviado",
    "mensaje reenviado", "inizio messaggio inoltrato", "messaggio inoltrato", "início da mensagem encaminhada",
    "mensagem encaminhada", "mensagem reencaminhada", "doorgestuurd bericht", "begin doorgestuurd bericht",
    "vidarebefordrat meddelande", "vidarebefordrat brev", "videresendt meddelelse", "videresendt melding",
    "välitetty viesti", "edelleenlähetetty viesti", "wiadomość przekazana", "przekazana wiadomość",
    "początek przekazywanej wiadomości", "přeposlaná zpráva", "preposlaná správa", "пересылаемое сообщение",
    "перенаправленное сообщение", "пересланное сообщение", "начало переадресованного сообщения",
    "переслане повідомлення", "προωθημένο μήνυμα", "iletilen mesaj", "yönlendirilmiş ileti", "הודעה מועברת",
    "رسالة محولة", "رسالة معاد توجيهها", "转发邮件", "转发的邮件", "轉寄郵件", "轉寄的郵件", "转发的邮件信息",
    "転送メッセージ", "転送されたメッセージ", "전달된 메시지", "전달된 메일", "thư được chuyển tiếp",
    "pesan terusan", "pesan diteruskan", "ข้อความที่ส่งต่อ", "továbbított üzenet", "továbbított levél",
    "mesaj redirecționat", "proslijeđena poruka", "posredovano sporočilo",
)  # fmt: skip

POINTERS = (
    "fyi", "for your information", "for your attention", "for information", "see below", "please see below", "as below",
    "see forwarded message", "zur info", "zur information", "zur kenntnis", "zur kenntnisnahme", "z. k.", "z.k.", "zk",
    "siehe unten", "s. u.", "s.u.", "pour info", "pour information", "pour votre information", "pvi", "voir ci-dessous",
    "ci-dessous", "para su información", "para tu información", "ver abajo", "per conoscenza", "per informazione",
    "vedi sotto", "para conhecimento", "para sua informação", "ver abaixo", "ter info", "ter informatie",
    "ter kennisgeving", "zie onder", "zie onderstaand", "för kännedom", "se nedan", "til orientering", "til info",
    "se nedenfor", "tiedoksi", "katso alla", "do wiadomości", "patrz niżej", "pro informaci", "viz níže", "viz niže",
    "к сведению", "для информации", "см. ниже", "до відома", "див. нижче", "προς ενημέρωση", "βλέπε παρακάτω",
    "bilginize", "bilgi için", "aşağıya bakınız", "לידיעתך", "לידיעתכם", "للعلم", "请看下面", "请见下文", "供参考",
    "以下转发", "ご参考まで", "下記をご覧ください", "참고하세요", "참고 바랍니다", "아래 참조",
)  # fmt: skip
FORWARD_PREFIXES = (
    "fw", "fwd", "wg", "tr", "rv", "i", "enc", "doorst", "vb", "pd", "ilt", "i̇lt", "továbbítás", "пересл", "转发",
    "轉寄", "転送", "전달", "trs", "vl", "πρθ", "inoltro", "reenv",
)  # fmt: skip
REPLY_PREFIXES = (
    "re", "aw", "antw", "antwort", "sv", "vs", "réf", "ref", "res", "rif", "r", "odp", "ynt", "ответ", "отв", "на",
    "回复", "回覆", "答复", "返信", "답장", "회신", "vá", "atb", "bls", "απ", "σχετ", "הַ", "רד", "trả lời",
)  # fmt: skip

MOBILE_SIGNATURES = (
    r"sent (?:with|by|on) (?:my|proton|spark|mailbird|airmail|superhuman|hey|zoho|tutanota|yahoo|aol|k-9|android)\b",
    r"sent (?:via|using) ",
    r"sent from\b", r"sent by .{0,20}(?:galaxy|iphone|android|phone|mobile)\b",
    r"from my (?:iphone|ipad|android|phone)\b",
    r"(?:please )?(?:consider|think of) the environment before printing", r"get outlook for\b",
    r"gets? (?:the )?(?:outlook|yahoo mail|bluemail)\b",
    r"download (?:the )?bluemail", r"von meinem? .{1,40}gesendet", r"gesendet (?:von|mit|aus|über) ",
    r"diese nachricht wurde von meine", r"hol(?:en sie sich)? outlook für", r"outlook für (?:ios|android) ",
    r"envoyé (?:de|depuis|à partir|avec|par) ", r"obtenir? outlook pour", r"télécharge[rz] outlook pour",
    r"enviado (?:desde|do|de|a partir|con|com|através|via|pelo) ", r"obtener outlook para",
    r"obter o outlook para", r"obtenha o outlook", r"inviato (?:da|dal|dall|con|tramite) ?",
    r"scarica outlook per", r"ottieni outlook per", r"verzonden (?:vanaf|met|via|vanuit) ",
    r"verstuurd (?:vanaf|met|via) ", r"outlook voor (?:ios|android)", r"skickat från ", r"skickades från ",
    r"hämta outlook för", r"sendt fra ", r"hent outlook (?:for|til)", r"lähetetty .{1,40}(?:sta|stä|lla|llä)\b",
    r"wysłan[eoy] (?:z|ze|przy) ", r"pobierz outlook", r"odesláno (?:z|ze) ", r"odoslané (?:z|zo) ",
    r"отправлено (?:с|со|из|через) ", r"скачать outlook", r"надіслано (?:з|із|через) ", r"изпратено от ",
    r"στάλθηκε από ", r".{1,30}(?:'?u|'?ı|'?dan|'?den|m?dan|m?den) gönderildi", r"trimis (?:de pe|de la|din) ",
    r"(?:iphone|ipad|android)-?(?:om)?(?:ról|ról küldve| készülékről)", r"poslano (?:s|z|sa|iz) ",
    r"saadetud minu ", r"išsiųsta iš ", r"sūtīts no ", r"נשלח מה", r"أرسلت من ", r"تم الإرسال من ",
    r"發自我的", r"发自", r"從我的 .{1,30}傳送", r"来自我的", r"傳送自", r"从我的", r".{0,30}から送信",
    r".{1,30}에서 보냄", r"(?:được )?gửi từ ", r"đã gửi từ ", r"dikirim dari ", r"ส่งจาก",
)  # fmt: skip

# One of these, in lower case, stands in whatever a pattern above matches that does not begin with a word.
MOBILE_WORDS = ("gönderildi", "から送信", "에서 보냄")

CLOSINGS = (
    "best regards", "kind regards", "warm regards", "warmest regards", "many thanks", "with best regards",
    "with kind regards", "regards", "best wishes", "best", "thanks", "thank you", "thanks again", "thx", "cheers",
    "sincerely", "sincerely yours", "yours sincerely", "yours faithfully", "yours truly", "yours", "br", "kr",
    "mit freundlichen grüßen", "mit freundlichem gruß", "mit freundlichen gruessen", "freundliche grüße",
    "freundliche grüsse", "beste grüße", "viele grüße", "liebe grüße", "schöne grüße", "herzliche grüße", "grüße",
    "gruß", "gruss", "mfg", "lg", "vg", "danke", "vielen dank", "cordialement", "bien cordialement", "bien à vous",
    "cdlt", "salutations", "meilleures salutations", "merci", "merci d'avance", "saludos", "un saludo",
    "saludos cordiales", "cordialmente", "atentamente", "gracias", "muchas gracias", "cordiali saluti", "saluti",
    "distinti saluti", "un saluto", "grazie", "grazie mille", "atenciosamente", "cumprimentos",
    "com os melhores cumprimentos", "obrigado", "obrigada", "abraço", "met vriendelijke groet",
    "met vriendelijke groeten", "vriendelijke groet", "groeten", "groet", "mvg", "bedankt", "med vänlig hälsning",
    "med vänliga hälsningar", "vänliga hälsningar", "hälsningar", "mvh", "tack", "med venlig hilsen", "venlig hilsen",
    "hilsen", "med vennlig hilsen", "vennlig hilsen", "takk", "tak", "ystävällisin terveisin", "terveisin", "kiitos",
    "parhain terveisin", "pozdrawiam", "z poważaniem", "dziękuję", "s pozdravem", "děkuji", "s pozdravom", "ďakujem",
    "с уважением", "спасибо", "з повагою", "дякую", "поздрави", "με εκτίμηση", "ευχαριστώ", "saygılarımla",
    "teşekkürler", "üdvözlettel", "üdv", "köszönöm", "cu stimă", "cu respect", "mulțumesc", "lep pozdrav", "pozdrav",
    "hvala", "pagarbiai", "ar cieņu", "lugupidamisega", "בברכה", "תודה", "مع أطيب التحيات", "شكرا", "谢谢", "谢谢！",
    "此致", "敬具", "よろしくお願いします", "よろしくお願いいたします", "감사합니다", "trân trọng", "cảm ơn",
    "terima kasih",
    "ขอบคุณ",
)  # fmt: skip

REPLY_ABOVE = (
    "reply above this line", "type your reply above", "write your reply above", "reply above the line",
    "antworten sie oberhalb dieser", "antwort oberhalb dieser", "über dieser zeile antworten",
    "répondre au-dessus de cette ligne", "répondez au-dessus de cette ligne", "réponse au-dessus de cette ligne",
    "responda por encima de esta línea", "responda encima de esta línea", "escriba su respuesta encima",
    "rispondi sopra questa riga", "rispondere sopra questa riga", "responda acima desta linha",
    "antwoord boven deze regel", "reageer boven deze", "svara ovanför denna rad", "svar over denne linje",
    "svar ovenfor denne linjen", "vastaa tämän rivin yläpuolelle", "odpowiedz powyżej tej linii",
    "odpovězte nad tento řádek", "ответьте выше этой", "пишите выше этой", "この行より上に返信", "この行の上に",
    "请在此行上方回复", "請在此行上方回覆",
)  # fmt: skip

# One of these stands in whatever stands above.
REPLY_ABOVE_WORDS = (
    "reply above", "oberhalb dieser", "über dieser zeile", "au-dessus de cette ligne", "encima", "sopra questa riga",
    "acima desta linha", "boven deze", "denna rad", "denne linje", "yläpuolelle", "powyżej tej", "nad tento",
    "выше этой", "この行", "此行上方",
)  # fmt: skip
