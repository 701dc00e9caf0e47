"""The subjects that automatic answers carry, by language. What a person might write as well does not count."""

import re

# What only machines say of themselves: enough before a colon, a bracket, another subject or nothing.
_ANSWERS = (
    r"automatic (?:reply|response|answer)", r"auto[ -]?(?:reply|response|responder|respond|generated)",
    r"auto(?=\s*:)",
    r"vacation (?:reply|message|notice|response)",
    (r"out[ -]of[ -]office[ -](?:auto[ -]?)?(?:reply|message|notification|"
    r"response|notice|assistant)"), r"automatische (?:antwort|rückantwort|abwesenheitsantwort|abwesenheitsnachricht)",
    r"abwesenheits(?:notiz|meldung|nachricht|benachrichtigung|assistent)\w*",
    r"automatisch generierte (?:antwort|nachricht)",
    r"réponse automatique", r"reponse automatique", r"message d'absence", r"notification d'absence",
    r"respuesta autom[aá]tica", r"risposta automatica", r"messaggio di assenza", r"resposta autom[aá]tica",
    r"automatisch(?:e)? (?:antwoord|reactie|bericht)", r"afwezigheids(?:bericht|melding|assistent)\w*", r"autosvar",
    r"automatiskt svar", r"frånvaro(?:meddelande|hanteraren)", r"automatisk svar", r"fravær(?:smelding|sbesked)",
    r"automaattinen vastaus", r"poissaoloilmoitus", r"automatyczna odpowied[zź]", r"odpowied[zź] automatyczna",
    r"automatická odpov[eě]ď", r"automatick[áa] odpove[dď]", r"автоматический ответ", r"автоответ(?:чик)?",
    r"автоматична відповідь", r"автовідповідь", r"автоматичен отговор", r"αυτόματη απάντηση",
    r"otomatik (?:yanıt|cevap)",
    r"automatikus válasz", r"răspuns automat", r"automatski odgovor", r"samodejni odgovor", r"automatinis atsakymas",
    r"automātiskā atbilde", r"automaatvastus", r"trả lời tự động", r"balasan otomatis", r"jawapan automatik",
    r"ตอบกลับอัตโนมัติ", r"מענה אוטומטי", r"תשובה אוטומטית", r"(?:الرد|رد) (?:ال)?تلقائي", r"پاسخ خودکار",
    r"自动(?:回复|答复)", r"自動(?:回覆|回复|返信|応答)", r"자동 ?(?:회신|응답)",
)  # fmt: skip
# What people say too, about opening hours or their own plans: only before a colon, a date of return or nothing at all.
_ABSENCES = (
    r"(?:i am |i'm )?(?:currently )?out[ -]of[ -](?:the )?office", r"ooo",
    r"away from (?:my|the) (?:office|mail|desk)",
    r"(?:on|annual|maternity|parental) (?:vacation|holiday|leave|annual leave)", r"(?:i am |i'm )away",
    r"abwesen(?:d|heit)", r"nicht im büro", r"(?:im|in) urlaub", r"absence(?: du bureau)?", r"absente? du bureau",
    r"en congés?", r"fuera de (?:la )?oficina", r"ausente", r"de vacaciones", r"fuori (?:sede|ufficio)", r"assente",
    r"in ferie", r"fora do escrit[oó]rio", r"ausência", r"de férias", r"afwezig(?:heid)?", r"niet aanwezig",
    r"frånvaro", r"frånvarande", r"ej på kontoret", r"fravær(?:ende)?", r"ikke (?:til stede|på kontoret)", r"poissa",
    r"nieobecno[sś][cć]", r"poza biurem", r"nepřítomnost", r"mimo kancelář", r"neprítomnosť", r"отсутстви[ея]",
    r"вне офиса", r"відсутність", r"поза офісом", r"εκτός γραφείου", r"απουσία", r"ofis dışında(?:yım)?", r"távollét",
    r"irodán kívül", r"în afara biroului", r"odsutnost", r"odsoten", r"不在(?:通知|のお知らせ|连絡|連絡)?",
    r"休暇(?:中|のお知らせ)",
    r"外出(?:中|通知)", r"不在办公室", r"不在辦公室", r"부재(?: ?중)?", r"vắng mặt", r"di luar kantor",
)  # fmt: skip
_UNTIL = (
    r"until|till|through|from|to|back|returning|bis|ab|vom|zurück|jusqu|du|de retour|hasta|desde|del|fino|dal|rientro|"
    r"até|de \d|tot|van|t/m|till|från|til|fra|asti|\d[\d./ -]*\d|od|do|с|до|по|з|έως|μέχρι"
)
# Blanks are taken whole (`*+`), as nothing after them starts with one: two runs that share them would try each way.
_START = r"\s*+[\W_]{0,3}"
_ANSWER = re.compile(
    rf"{_START}(?:{'|'.join(_ANSWERS)})(?![^\W_])\s*+(?:[:：()\[\]|–—-]|$|(?:re|aw|sv|fw|wg|from|von|de|to)\b)",
    re.IGNORECASE,
)
_ABSENCE = re.compile(
    rf"{_START}(?:{'|'.join(_ABSENCES)})(?![^\W_])\s*+(?:[:：]|[)\]!.]{{0,2}}\s*+$|(?:re|aw|sv|rif)\s*+:|"
    rf"[(\[,–—-]?\s*+(?:{_UNTIL})\b[^?]{{0,60}}$|[–—|-]\s)",
    re.IGNORECASE,
)


def is_automatic_subject(subject: str) -> bool:
    """Whether the subject is the well-known one of an automatic answer. A question or a reply to one is not."""
    subject = subject[:200]
    return bool(_ANSWER.match(subject)) or (
        bool(_ABSENCE.match(subject)) and not subject.rstrip().endswith(("?", "？"))
    )
