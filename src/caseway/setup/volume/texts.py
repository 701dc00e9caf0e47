"""Believable words: names, complaints, answers. Every choice comes from the random generator it is given."""

from dataclasses import dataclass
from random import Random

FIRST = (
    "Maria",
    "Ana",
    "Ben",
    "Chloe",
    "David",
    "Eva",
    "Fatima",
    "George",
    "Hanna",
    "Igor",
    "Jana",
    "Karim",
    "Lena",
    "Marco",
    "Nora",
    "Oskar",
    "Paula",
    "Quentin",
    "Rosa",
    "Stefan",
    "Tara",
    "Ulrich",
    "Vera",
    "Wanda",
    "Xavier",
    "Yara",
    "Zoe",
    "Amir",
    "Bianca",
    "Carlo",
    "Dora",
    "Emil",
    "Freya",
    "Gustav",
    "Helene",
    "Ivan",
    "Julia",
    "Kofi",
    "Lars",
    "Mina",
)
LAST = (
    "Adler",
    "Berg",
    "Conti",
    "Duarte",
    "Eriksen",
    "Fischer",
    "Gomez",
    "Haddad",
    "Ionescu",
    "Jansen",
    "Keller",
    "Lund",
    "Moreau",
    "Nair",
    "Okafor",
    "Petrov",
    "Quist",
    "Romano",
    "Santos",
    "Tanaka",
    "Ueda",
    "Vargas",
    "Weber",
    "Xu",
    "Yilmaz",
    "Zhang",
    "Almeida",
    "Brandt",
    "Costa",
    "Dvorak",
    "Engel",
    "Ferrari",
    "Grau",
    "Horvath",
)
KINDS = (
    "Bakery",
    "Café",
    "Hotel",
    "Studio",
    "Kitchen",
    "Atelier",
    "Restaurant",
    "Roastery",
    "Deli",
    "Bistro",
    "Canteen",
)
PLACES = (
    "Harbor",
    "Meadow",
    "North",
    "Riverside",
    "Old",
    "Town",
    "Hill",
    "Garden",
    "Station",
    "Market",
    "Lake",
    "Forest",
    "Bridge",
    "Castle",
    "Mill",
    "Orchard",
    "Valley",
    "Cliff",
)
PRODUCTS = ("Brewer One", "Brewer Pro", "Oven Connect", "Grinder Silent", "Mixer Studio", "Kettle Exact")
PARTS = (
    "seal",
    "pump",
    "display",
    "power cord",
    "water tank",
    "hinge",
    "burr",
    "heater",
    "lid",
    "filter",
    "valve",
    "fan",
)
SYMPTOMS = (
    "leaks from below",
    "does not switch on",
    "makes a grinding noise",
    "shows error E{number}",
    "loses its connection to the network",
    "gets too hot",
    "stops in the middle of a programme",
    "smells of burnt plastic",
    "does not reach its temperature",
    "blinks blue and nothing happens",
)
OPENINGS = (
    "Since {day} our {product} {symptom}. We use it every morning and have guests from seven o'clock.",
    "Hello, I bought a {product} in {place} and now it {symptom}. The serial number is {serial}.",
    "Good morning, the {product} with the serial number {serial} {symptom}. We have tried another socket.",
    "Our {product} {symptom}. It is the second time this year, the last time you replaced the {part}.",
    "Could you help us? The {product} {symptom}, and the manual does not mention it.",
)
ANSWERS = (
    "Thank you for writing. Please look at the {part} first: it should sit firmly and show no cracks.",
    "I am sorry for the trouble. Would you send a photo of the {part} and tell me when it happens?",
    "A new {part} is on its way to you and should arrive on {day}. No need to send the old one back.",
    "I have looked into the readings of {serial}. They point to the {part}. Let us replace it.",
    "Please switch it off for ten minutes, take out the {part}, dry it, and try again.",
    "Our workshop has a place for it on {day}. A label for the parcel is attached, order {order}.",
)
REPLIES = (
    "We did as you wrote, and it {symptom} again after two hours.",
    "Here is the photo. The {part} looks worn on one side.",
    "The {part} arrived on {day}, thank you. It fits, and the {product} runs again.",
    "Unfortunately nothing changed. What can we do until {day}?",
    "It works now. One more question: how often should the {part} be replaced?",
    "We also have a {product} in {place}; does the same hold there? The order was {order}.",
)
EXTRAS = (
    "The water here is rather hard.",
    "We brew about eighty cups a day.",
    "It stood unused over the holidays.",
    "The firmware was updated last week.",
    "A colleague cleaned it with vinegar once.",
    "Please call in the afternoon, not before two.",
    "The invoice is from {place}, dated two years ago.",
    "There is a slight noise as well, like a loose screw.",
    "My colleague {name} knows more about it.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


@dataclass(frozen=True)
class Story:
    """What one case is about; the same words run through all its messages."""

    product: str
    part: str
    symptom: str
    serial: str
    order: str
    place: str

    @property
    def title(self) -> str:
        return f"{self.product} {self.symptom}"


def tell(random: Random) -> Story:
    return Story(
        product=random.choice(PRODUCTS),
        part=random.choice(PARTS),
        symptom=random.choice(SYMPTOMS).format(number=random.randint(10, 99)),
        serial=f"{random.choice('BGMOK')}{random.choice('RXTV')}{random.randint(100000, 999999)}",
        order=f"{random.randint(1000000, 9999999)}",
        place=random.choice(PLACES),
    )


def message(random: Random, story: Story, place: int, *, is_customer: bool, name: str) -> str:
    """The message at this place in the exchange."""
    pool = OPENINGS if place == 0 else REPLIES if is_customer else ANSWERS
    sentences = [random.choice(pool), *random.sample(EXTRAS, random.randint(0, 3))]
    filled = " ".join(sentences).format(**vars(story), day=random.choice(DAYS), name=person(random))
    return f"{filled}\n\n{'Kind regards' if is_customer else 'Best regards'}\n{name}"


def person(random: Random) -> str:
    return f"{random.choice(FIRST)} {random.choice(LAST)}"


def business(random: Random) -> str:
    return f"{random.choice(KINDS)} {random.choice(PLACES)} {random.choice(LAST)}"
