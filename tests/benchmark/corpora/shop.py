# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of an online shop, made up."""

from __future__ import annotations

import math
import random
import re
import string
from collections.abc import Callable, Iterable
from itertools import accumulate, product

# From the most frequent to the rarest.
TEXTS = [
    "Заказ №{order} готов к выдаче. Адрес: г. {city}, {address}. Срок хранения до {date}.",
    "{code} - код для входа в Лукошко. Никому его не сообщайте.",
    "Заказ №{order} на сумму {sum} р. оплачен. Подробности: {link}",
    "{day} с {from} до {till} курьер {courier} привезёт заказ №{order}. Тел. курьера: {phone}",
    "{name}, вам начислено {points} за покупку «{goods}». Потратить: {link}",
    "Заказ №{order} на сумму {sum} р. отправлен. Подробности: {link}",
    "Ваш заказ {order} прибыл в г. {city}. Доставка {service}.",
    "Лукошко: код {code} для оформления заказа. Действует {minutes}.",
    "Заказ №{order} на сумму {sum} р. отменён. Подробности: {link}",
    "Покажите код {code} на пункте выдачи: {address}.\nЗаказ хранится до {date}.",
    "{name}, оцените заказ №{order} - это займёт минуту: {link}",
    "Возврат по заказу №{order} одобрен. Деньги ({sum} р.) поступят на карту {card} в течение {within}.",
    "Напоминаем: заказ №{order} ждёт вас по адресу {address} ещё {days}.",
    "Через {days} сгорит {points}! Успейте потратить: {link}",
    "Чек по заказу №{order} на {sum} р.: {link}",
    "{name}, в корзине остался товар «{goods}». Оформите заказ {day_low}, и доставка будет бесплатной: {link}",
    "Курьер {courier} будет у вас через {minutes}. Сумма к оплате: {sum} р. Оплата {payment}.",
    "Возврат по заказу №{order} отклонён. Причина: {reason}. Вопросы: 8 800 000-10-20",
    "Заказ №{order} вручён",
    "Код: {code}",
    "Товар «{goods}» снова в наличии. Цена {sum} р. {link}",
    "Доставка заказа №{order} перенесена на {date} по вашей просьбе.",
    "Здравствуйте, {name}!\nВаш заказ: {goods}\nСумма: {sum} р.\nДоставка: {date}, {from}-{till}\nАдрес: {address}\nИзменить: {link}",
    "Ячейка {cell}, код {code}. Постамат: {address}. Заберите заказ до {date}",
    "Не удалось списать {sum} р. с карты {card} за заказ №{order}. Оплатите по ссылке: {link}",
    "Доставка заказа №{order} перенесена на {date} из-за непогоды.",
    "Заказ №{order} частично собран. Нет в наличии: {goods}. Мы уменьшили сумму до {sum} р.",
    "Промокод {promo} на скидку {percent}% действует до {date}. Лукошко",
    "Цена товара «{goods}» из избранного снижена до {sum} р. Осталось {pieces}. {link}",
    "Цена товара «{goods}» из избранного выросла до {sum} р. Осталось {pieces}. {link}",
    "{name}, не смогли до вас дозвониться по заказу №{order}. Перезвоните нам: {phone}",
    "Вам начислен кэшбэк {sum} р. за {month}.",
    "Списано {points} в счёт заказа №{order}. Остаток: {points}.",
    "Возвращено {points} в счёт заказа №{order}. Остаток: {points}.",
    "Пункт выдачи по адресу {address} закрыт до {date}. Ваш заказ №{order} перевезён: {address}.",
    "Вход в личный кабинет с нового устройства: {device}, г. {city}, {time}. Если это не вы, смените пароль.",
    "Заявка на возврат №{order} принята. Сдайте товар «{goods}» в течение {within} на любом пункте выдачи, взяв с собой паспорт и чек. Деньги вернём "
    "после проверки товара - обычно это занимает не больше десяти рабочих дней. Следить за возвратом: {link}",
    "Вы изменили номер телефона на {phone}. Не меняли? Срочно позвоните: 8 800 000-10-20",
    "Вы изменили адрес почты на {mail}. Не меняли? Срочно позвоните: 8 800 000-10-20",
    'С днём рождения, {name}! Дарим {points} и скидку {percent}% на раздел "{section}". Подарок ждёт вас до {date}: {link}',
    "Уважаемый покупатель! К сожалению, при перевозке посылка с заказом №{order} была повреждена. Мы уже собираем её заново и отправим {day_low}, "
    "без дополнительной оплаты. В качестве извинения мы дарим промокод {promo}: он даёт скидку {percent}% на следующий заказ и действует до {date}. "
    "Если вы хотите отменить заказ и вернуть деньги, напишите нам: {link}",
    "{section}: скидки до {percent}% только {day_low}! {link}",
    "Срок хранения заказа №{order} продлён до {date}.",
    "Срок хранения заказа №{order} истёк {date}.",
    'Подписка "Лукошко Плюс" продлена до {date}. Списано {sum} р. с карты {card}.',
    'Подписка "Лукошко Плюс" приостановлена до {date}. Не удалось списать {sum} р. с карты {card}.',
    "Ваш уровень в программе лояльности теперь «{level}». Кэшбэк - {percent}% на все покупки",
    "Подарочная карта на {sum} р.\nНомер: {gift}\nПин: {code}\nДействует до {date}\nОт кого: {name}",
    '{name} подарил(а) вам подписку "Лукошко Плюс" на {months}! Включить - {link}',
    "Продавец ответил на ваш вопрос о товаре «{goods}». Читать: {link}",
    "Ваш отзыв о товаре «{goods}» опубликован",
    "Ваш отзыв о товаре «{goods}» не прошёл проверку",
    "Обращение №{order} закрыто. Оцените работу оператора от 1 до 5 ответным сообщением.",
    "Груз по заказу №{order} задержан на таможне. Укажите ИНН и данные паспорта не позднее {date} - иначе посылка вернётся продавцу: {link}",
    "Подъём на этаж по заказу №{order} стоит {sum} р. Ответьте ДА, если он нужен.",
]


def _zipf(values: Iterable[str], power: float = 1.0) -> Callable[[random.Random], str]:
    """Return a generator of the values, the first ones the most frequent."""
    values = list(values)
    cumulative = list(accumulate((k + 1) ** -power for k in range(len(values))))
    return lambda rng: rng.choices(values, cum_weights=cumulative)[0]


def _few(shares: dict[str, float]) -> Callable[[random.Random], str]:
    """Return a generator of a few values by their shares, "_" standing for a space."""
    values = [value.replace("_", " ") for value in shares]
    return lambda rng: rng.choices(values, weights=list(shares.values()))[0]


def _joined(*parts: list[str], limit: int = 5000) -> list[str]:
    """Return combinations of the parts in a fixed random order."""
    values = sorted({" ".join(filter(None, combination)) for combination in product(*parts)})
    return random.Random(len(values)).sample(values, min(limit, len(values)))


def _token(rng: random.Random, length: int) -> str:
    """Return random letters and digits."""
    return "".join(rng.choices(string.ascii_letters + string.digits, k=length))


def _sum(rng: random.Random) -> str:
    """Return an amount: 12 500 or 499,90."""
    whole = int(rng.lognormvariate(7.6, 1.3)) + 10
    if rng.random() < 0.4:
        whole = max(100, round(whole, -2))
    cents = f",{rng.randrange(100):02d}" if rng.random() < 0.2 else ""
    return f"{whole:,}".replace(",", " ") + cents


def _counted(one: str, few: str, many: str, high: int) -> Callable[[random.Random], str]:
    """Return a generator of a number with a noun in the form it asks for."""

    def generate(rng: random.Random) -> str:
        number = int(high ** rng.random())
        if number % 10 == 1 and number % 100 != 11:
            return f"{number} {one}"
        if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
            return f"{number} {few}"
        return f"{number} {many}"

    return generate


def _phone(rng: random.Random) -> str:
    """Return a phone number in one of two styles."""
    area, local = rng.randint(900, 999), f"{rng.randrange(10**7):07d}"
    if rng.random() < 0.7:
        return f"+7{area}{local}"
    return f"8 ({area}) {local[:3]}-{local[3:5]}-{local[5:]}"


FIRST = (
    "Анна Елена Ольга Наталья Татьяна Мария Екатерина Ирина Светлана Юлия Александр Сергей Дмитрий Андрей Алексей Иван "
    "Анастасия Дарья Ксения Марина Евгения Людмила Галина Вера Надежда Любовь Полина Алина Виктория Кристина Михаил Николай "
    "Павел Роман Артём Максим Владимир Олег Денис Игорь Кирилл Антон Виталий Руслан Тимур Глеб Лев Матвей Алсу Гульнара Зарина"
).split()
MALE = "Иванович Петрович Сергеевич Андреевич Олегович Юрьевич".split()
FEMALE = "Ивановна Петровна Сергеевна Андреевна Олеговна Юрьевна".split()
CITIES = (
    "Москва|Санкт-Петербург|Казань|Екатеринбург|Нижний Новгород|Ростов-на-Дону|Самара|Уфа|Пермь|Тула|Старый Оскол|Тверь|Омск|"
    "Великий Новгород|Набережные Челны|Сочи|Томск|Псков|Чебоксары|Вологда|Орёл|Йошкар-Ола|Курск|Минеральные Воды|Калуга"
).split("|")
STREETS = (
    "Ленина|Мира|Гагарина|Советская|Садовая|Пушкина|Кирова|Лесная|Молодёжная|Школьная|Победы|Новая|Красная|Чехова|8 Марта|"
    "Большая Садовая|Льва Толстого|Маршала Жукова|Карла Маркса|Розы Люксембург|Вишнёвая|Озёрная|Парковая|Степана Разина|"
    "Заводская|Речная|Полевая|Космонавтов|Юности|40 лет Октября|Горького|Лермонтова|Тихая|Дальняя|Береговая|Нижняя Слободская"
).split("|")
NOUNS = (
    "Чайник|Утюг|Фен|Пылесос|Рюкзак|Кроссовки|Куртка|Плед|Набор посуды|Настольная лампа|Детская коляска|Корм для кошек|Шампунь|"
    "Наушники|Чехол|Смартфон|Кофемолка|Ковёр|Кресло офисное|Полотенце махровое|Пижама|Конструктор|Пазл|Термос|Сковорода|"
    "Мультиварка|Книга|Блокнот|Велошлем|Палатка туристическая|Зонт|Сумка|Ремень|Подушка|Одеяло|Дрель|Шуруповёрт|Набор отвёрток"
).split("|")
BRANDS = "Valmo Тёплый-Дом Orvix Kesto Ромашка Nordell Бытмастер Lumira Tervo Кот-и-Ко Sanvi Grolt Мирта".split()
COLOURS = ["", "белый", "чёрный", "серый", "синий", "XL", "M", "Pro", "Mini", "2 шт.", "500 мл"]
SECTIONS = "Дом и сад|Электроника|Обувь|Детям|Красота и здоровье|Зоотовары|Книги|Всё для ремонта|Спорт".split("|")
REASONS = "истёк срок возврата|нет чека|товар был в употреблении|нарушена упаковка|товар не подлежит возврату".split(
    "|"
)
DEVICES = "Android|iPhone|Chrome на Windows|Firefox|Яндекс Браузер|Safari на macOS|неизвестное устройство".split("|")
MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
PLACES = ["ул. {}", "ул. {}", "пр-т {}", "пер. {}", "б-р {}", "{}"]
HOUSES = ["{}", "{}", "д. {}", "{}А", "{}к2", "д. {}, корп. 1", "{} (ТЦ)"]

STREET = _zipf([place.format(street) for street in STREETS for place in PLACES], 0.9)
MAILBOX = _zipf("anna olga ivan.p lena79 serg maks-k kotik vera.s dom24 nata_l pavel oleg77".split(), 0.5)


def _address(rng: random.Random) -> str:
    """Return a street with a house."""
    return f"{STREET(rng)}, {rng.choice(HOUSES).format(int(150 ** rng.random()))}"


FIELDS = {
    "order": lambda rng: f"{rng.randint(10**7, 10**8)}" + rng.choice(["", "", "", "-1", "-2"]),
    "city": _zipf(CITIES, 1.4),
    "address": _address,
    "date": lambda rng: f"{rng.randint(1, 28):02d}.{rng.randint(1, 12):02d}.{rng.choice((2025, 2026, 2026))}",
    "time": lambda rng: f"{rng.randrange(24):02d}:{rng.randrange(60):02d}",
    "code": lambda rng: f"{rng.randrange(10**4):04d}",
    "sum": _sum,
    "link": lambda rng: f"https://lksh.example/{_token(rng, rng.randint(5, 7))}",
    "day": _few({"Сегодня": 70, "Завтра": 25, "Послезавтра": 5}),
    "day_low": _few({"сегодня": 60, "завтра": 30, "до_конца_недели": 10}),
    "from": lambda rng: f"{rng.choice((8, 9, 10, 10, 10, 12, 14))}:00",
    "till": lambda rng: f"{rng.choice((15, 16, 18, 18, 18, 20, 22))}:00",
    "courier": _zipf(FIRST[10:16] + FIRST[30:], 0.8),
    "phone": _phone,
    "name": _zipf(FIRST + _joined(FIRST[:10], FEMALE) + _joined(FIRST[10:16], MALE)),
    "points": _counted("балл", "балла", "баллов", 5000),
    "goods": _zipf(_joined(NOUNS, BRANDS, COLOURS), 0.8),
    "service": _few({"курьером": 75, "почтой": 12, "в_постамат": 9, "до_пункта_выдачи": 4}),
    "minutes": _counted("минуту", "минуты", "минут", 60),
    "days": _counted("день", "дня", "дней", 20),
    "within": _counted("дня", "дней", "дней", 20),
    "months": _counted("месяц", "месяца", "месяцев", 12),
    "pieces": _counted("штука", "штуки", "штук", 100),
    "card": lambda rng: f"*{rng.randrange(10**4):04d}",
    "payment": _few({"картой": 50, "наличными": 40, "по_QR_коду": 10}),
    "reason": _zipf(REASONS, 1.5),
    "cell": lambda rng: str(rng.randint(1, 90)),
    "promo": lambda rng: _token(rng, 6).upper(),
    "percent": _zipf("10 15 20 5 30 50 7 70 25 40".split()),
    "month": _zipf(MONTHS, 0.3),
    "device": _zipf(DEVICES),
    "mail": lambda rng: f"{MAILBOX(rng)}{rng.choice(['', '1', '85'])}@{rng.choice(['pochta', 'mail'])}.example",
    "section": _zipf(SECTIONS, 1.2),
    "level": _few({"Серебро": 60, "Золото": 30, "Платина": 8, "Чёрный_бриллиант": 2}),
    "gift": lambda rng: " ".join(f"{rng.randrange(10**4):04d}" for _round in range(4)),
}

# Pieces of what people type by hand.
PHRASES = (
    "привет|добрый день|алло|это Катя со склада|ключи у охраны|я уже внизу|домофон не работает|перезвони как сможешь|я опоздаю|"
    "куда нести коробку|забыла паспорт|кто сегодня на смене|машина сломалась|стою в пробке|возьми скотч|тут никого нет|"
    "дверь синяя|второй подъезд|собака не кусается|спасибо большое|извините за беспокойство|а можно завтра|не тот размер|"
    "клиент ругается|где накладная|скинь фото|принтер опять жуёт бумагу|ленту для чеков закончили|чайник на кухне|буду после обеда|"
    "начальник спрашивал про тебя|подмени меня в субботу|я договорилась с Леной|коробка мокрая|мне не пришло|жду у входа|"
    "напиши в чат|телефон садится|через шлагбаум не пускают|лифт стоит|оставьте у соседей|у меня только крупные|"
    "сдачу не надо|ладно забудь|проверка связи|тест тест|ошиблась номером|это не я заказывал|муж заберёт|ребёнок спит|"
    "не звоните в дверь|поздравляю с праздником|отпуск подписали|график поменяли|хорошо|ок принято|ну что там|уже еду|"
    "сколько ещё ждать|позови Сашу|обед в час|пропуск заказан|на проходной скажи фамилию|зарплата будет во вторник|не забудь про торт"
).split("|")

FIELD = re.compile(r"\{(\w+)\}")
PATTERNS = [re.compile(".+?".join(map(re.escape, FIELD.split(text)[::2])), re.S) for text in TEXTS]


def _weights(count: int, first: float = 0.15, last: float = 0.0005) -> list[float]:
    """Return falling shares from the first to the last which add up to one."""
    low, high = 0.01, 5.0
    for _round in range(60):
        power = (low + high) / 2
        fall = math.log(first / last)
        shares = [first * math.exp(-fall * (k / (count - 1)) ** power) for k in range(count)]
        low, high = (low, power) if sum(shares) > 1 else (power, high)
    return shares


CUMULATIVE = list(accumulate(_weights(len(TEXTS))))


def _fill(rng: random.Random, text: str) -> str:
    """Put a value into each field of the text."""
    return FIELD.sub(lambda match: FIELDS[match[1]](rng), text)


def _typo(rng: random.Random, text: str) -> str:
    """Misspell a word of the text, outside of its fields."""
    words = FIELD.sub(lambda match: " " * len(match[0]), text)
    at = rng.choice([match.start() for match in re.finditer("[а-яё](?=[а-яё])", words)])
    one, two = text[at : at + 2]
    wrong = rng.choice([two + one, one, one + one + two, rng.choice("аеиоснтрвлк") + two])
    return text[:at] + wrong + text[at + 2 :]


def _human(rng: random.Random) -> str:
    """Return a message typed by a person."""
    message = rng.choice([" ", ", ", ". "]).join(rng.sample(PHRASES, rng.randint(2, 4)))
    if rng.random() < 0.5:
        message = message[0].upper() + message[1:]
    return message + rng.choice(["", "", ".", "!", "?", ")", "))", "..."])


def _stray(rng: random.Random, kind: str, seen: set[str]) -> str:
    """Return a new message which is of no text: misspelt, cut off or typed by a person."""
    while True:
        text = TEXTS[rng.choices(range(len(TEXTS)), cum_weights=CUMULATIVE)[0]]
        if kind == "human":
            message = _human(rng)
        elif kind == "typo":
            message = _fill(rng, _typo(rng, text))
        else:
            message = _fill(rng, text)
            message = message[: int(len(message) * rng.uniform(0.25, 0.8))].rstrip()
        if message not in seen and not any(pattern.fullmatch(message) for pattern in PATTERNS):
            seen.add(message)
            return message


def corpus(seed: int, size: int) -> list[tuple[str, int]]:
    """Return messages, each with the index of its text, or -1 where it is of none."""
    rng = random.Random(seed)
    kinds = rng.choices(["text", "typo", "cut", "human"], weights=[975, 10, 5, 10], k=size)
    seen: set[str] = set()
    messages = []
    for kind in kinds:
        if kind == "text":
            index = rng.choices(range(len(TEXTS)), cum_weights=CUMULATIVE)[0]
            messages.append((_fill(rng, TEXTS[index]), index))
        else:
            messages.append((_stray(rng, kind, seen), -1))
    rng.shuffle(messages)
    return messages
