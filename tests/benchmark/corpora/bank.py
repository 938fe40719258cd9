# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of a bank, made up."""

from __future__ import annotations

import math
import random
import re
import string
from collections.abc import Callable, Iterable
from itertools import accumulate, product

# From the most frequent to the rarest.
TEXTS = [
    "Карта {card} {time} Покупка {sum}р {merchant} Баланс: {sum}р",
    "{code} - код для входа в Ладья Онлайн. НИКОМУ не сообщайте его, даже сотруднику банка.",
    "Карта {card} {time} Перевод {sum}р от {person} Баланс: {sum}р",
    "Перевод {sum}р получателю {person} с карты {card} выполнен. Доступно: {sum}р",
    "Покупка. Карта {card}. {money}. {merchant}. Доступно {money}",
    "Карта {card} {time} Зачисление зарплаты {sum}р Баланс: {sum}р",
    "Карта {card} {time} Выдача {sum}р {atm} Баланс: {sum}р",
    "Пароль: {code}. Оплата {sum}р в {merchant}. Никому не говорите пароль!",
    "Карта {card} {time} Возврат покупки {sum}р {merchant} Баланс: {sum}р",
    "Карта {card} {time} Отказ {sum}р {merchant} Недостаточно средств. Баланс: {sum}р",
    'СБП: {person}, {bank}, перевёл(а) вам {sum}р. Сообщение: "{note}"',
    "Для перевода {sum}р получателю {person} отправьте код {code} на номер 900 00",
    "Напоминаем: {date} спишется платёж по кредиту {sum}р. Пополните счёт {account}.",
    "Ладья Банк. Подключение автоплатежа «{service}» на {sum}р: код {code}. Не вы? Звоните 8 800 000-30-40",
    "Карта {card} {time} Взнос наличных {sum}р {atm} Баланс: {sum}р",
    "Автоплатёж «{service}» на {sum}р выполнен. Счёт {account}.",
    "Списание {sum}р по QR: {merchant}. Остаток на счёте {account}: {sum}р",
    "Карта {card} {time} Отказ {sum}р {merchant} Превышен лимит. Баланс: {sum}р",
    "Баланс карты {card}: {sum}р. Кредитный лимит: {sum}р",
    "Начислены проценты по вкладу «{deposit}»: {sum}р. Сумма вклада: {sum}р",
    "Автоплатёж «{service}» на {sum}р отклонён. Счёт {account}.",
    "{client}, по кредитной карте {card} до {date} внесите минимальный платёж {sum}р. Без процентов - {sum}р.",
    "Вход в Ладья Онлайн: {date} {time}, {device}. Если это не вы, позвоните 8 800 000-30-40",
    "Перевод {sum}р получателю {person} с карты {card} отменён. Доступно: {sum}р",
    "Карта {card} {time} Комиссия {sum}р за {fee} Баланс: {sum}р",
    "Кэшбэк за {month}: {points}. Обменять на рубли: {link}",
    "ЖКХ: {utility}, л/с {contract}, {sum}р. Оплатить?\nДа - ответьте {digit}",
    "{client}, платёж по договору №{contract} просрочен на {days}. Долг: {sum}р. Оплатите сегодня: {link}",
    "Карта {card} готова. Заберите её в офисе: {office}.",
    "Счёт {account}: овердрафт {sum}р. Погасите до {date}, ставка {percent}% годовых.",
    "Карта {card} заблокирована",
    "Карта {card} разблокирована",
    "Код входа {code}",
    "Подписка {merchant} продлена: {sum}р с карты {card}",
    "Лимит на переводы по карте {card} изменён: {sum}р в {period}",
    "Лимит на снятие наличных по карте {card} изменён: {sum}р в {period}",
    "Вклад «{deposit}» открыт\nСумма: {sum}р\nСтавка: {percent}%\nДо: {date}\nДоговор №{contract}",
    "Вклад «{deposit}» закрыт. {sum}р переведены на счёт {account}.",
    "Одобрен заём {sum}р на {days}, {client}! Деньги придут на карту {card} после подписания. Код для подписи: {code}",
    "Заём по договору №{contract} погашен полностью. Спасибо, {client}! Новый лимит - {sum}р.",
    "Заём по договору №{contract} продлён до {date}. К возврату: {sum}р.",
    "Курс на {date}: покупка {rate}, продажа {rate} за {currency}",
    "{client}, вам предодобрен кредит до {sum}р под {percent}% годовых. Решение за {minutes}: {link}",
    "Уважаемый клиент! Мы приостановили перевод {sum}р получателю {person}: он похож на мошеннический. Если вы переводите деньги сами, никто вас не "
    'торопит и не просит держать разговор в тайне, подтвердите перевод в приложении в течение {hours}. Если вам звонят "из банка", "полиции" или '
    '"Центробанка" - положите трубку и позвоните нам: 8 800 000-30-40. Мы никогда не просим переводить деньги на «безопасный счёт»',
    "Заявка №{contract} на кредит отклонена. Подать новую можно через {days}.",
    "Заявка №{contract} на ипотеку одобрена. Ваш менеджер: {person}, тел. {phone}",
    "Страховой полис №{contract} ({insurance}) действует до {date}. Продлить за {sum}р - {link}",
    "По постановлению от {date} взыскано {sum}р со счёта {account}. Взыскатель: {collector}. Подробности в офисе банка",
    "Ваша справка по счёту {account} за {month} готова: {link}",
    "Уважаемый(ая) {client}! {date} с {time} до {time} мы обновляем системы. В это время не будут работать переводы, платежи и вход в Ладья Онлайн; "
    "картами можно платить как обычно. Снять наличные можно в банкоматах Ладья Банка в пределах {sum}р. Извините за неудобства!",
    "Телефон {phone} привязан к счёту {account}.",
    "Телефон {phone} отвязан от счёта {account}.",
    "Срок карты {card} истекает {date}. Перевыпустить: {link}",
    "Налоги: начислено {sum}р ({tax}), срок - {date}. Оплатите без комиссии до конца месяца: {link}",
    "Неверный ПИН-код, карта {card}, {atm}. Осталось {attempts}.",
    "Оцените работу офиса {office} от 1 до 5: {link}",
    "Ваш кошелёк пополнен на {sum}р через {terminal}. Комиссия {sum}р.",
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
    "Александр Елена Сергей Ольга Татьяна Андрей Наталья Дмитрий Алексей Ирина Анна Мария Светлана Екатерина Иван Юлия Максим "
    "Анастасия Михаил Николай Павел Роман Артём Владимир Олег Денис Игорь Марина Галина Людмила Вера Ксения Кирилл Антон "
    "Полина Алина Тимур Руслан Гульнара Лейла Арсен Магомед Айгуль Богдан Зоя Инна"
).split()
MALE = "Александрович Сергеевич Иванович Андреевич Петрович Олегович Юрьевич Викторович Ильич Русланович".split()
FEMALE = "Александровна Сергеевна Ивановна Андреевна Петровна Олеговна Юрьевна Викторовна Ильинична Руслановна".split()
KINDS = "|MAGAZIN|APTEKA|KAFE|AZS|PRODUKTY|SUPERMARKET|STOLOVAYA|IP|OOO|PEKARNYA|TSVETY|SALON|BAR|AVTOMOYKA".split("|")
SHOPS = (
    "VESNA|ZDRAVIE|UYUT|BEREZKA|RADUGA|LAKOMKA|NA UGLU|U DOMA|24|DOBRYI DEN|SOLNYSHKO|OKEAN|FORTUNA|SEVER|ORION|KALINKA|VKUSNO|"
    "GOROD|STEKLYASHKA|BELYI KIT|TRI KOTA|MASTER|SAKURA|DELTA|VOSTOK|LUNA|PARUS|ROMASHKA|TEREMOK NN|AVTODOM|KNIGI|ZOOMIR|FIALKA"
).split("|")
PLACES = ["", "", "MOSKVA", "S-PETERBURG", "KAZAN", "TULA", "PERM", "RU", "101", "2213", "N5"]
ONLINE = "TAXI-BYSTRO SAMOKAT*RIDE LUKOSHKO.EXAMPLE KINOBOX MUZLO*PLUS PLATI-EDU METRO AVTOBUS.RF IGROMIR DOSTAVKA*EDA".split()
OFFICES = (
    "Центральный|Северный|Южный|Заречный|На Садовой|пр-т Мира, 12|ул. Ленина, 45|ул. Гоголя, 3|Привокзальный|Старый город|"
    "ТЦ «Огни»|ТЦ «Река»|ул. Новая, 8к1|ул. Маршала Жукова, 77|пл. Победы, 1|Аэропорт|Речной вокзал|б-р Космонавтов, 20"
).split("|")
BANKS = "Медведь Банк|Банк Восход|Кредит-Урал|Поморский|Банк Три Сосны|Мой кошелёк|Степь Банк|Невский Торговый".split(
    "|"
)
SERVICES = (
    "Мобильный|Интернет|Дом|Электричество|Детский сад|Газ|Домашний телефон|Коплю на отпуск|Маме|Квартира сына".split(
        "|"
    )
)
NOTES = (
    "За обед|Спасибо|Долг|С днём рождения!|На подарок|за такси|Маме|аренда|за квартиру|держи|Репетитор|за май|на школу|"
    "скинулись на торт|за билеты|футбол|маникюр|Вернул всё|бензин|за продукты вчера|за ремонт машины|детям на мороженое|сдача"
).split("|")
UTILITIES = (
    "Горводоканал|Энергосбыт|УК Комфорт|УК Наш дом|ТСЖ Заря|Капремонт|Теплосеть|Вывоз мусора|Домофон Сервис".split("|")
)
FEES = "обслуживание|уведомления|перевод в другой банк|выдачу наличных|справку|перевыпуск карты".split("|")
DEPOSITS = (
    "Летний|Копилка|Надёжный|Пенсионный плюс|Большой куш|Новый год|Ладья|Накопительный счёт|До востребования".split("|")
)
MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
DEVICES = "Android|iPhone|Chrome, Windows|Firefox|Safari|новое устройство|Huawei P30".split("|")
INSURANCES = "ОСАГО|квартира|несчастный случай|каско|защита карты|поездка за рубеж".split("|")
COLLECTORS = "ФССП|ИФНС|МИФНС по г. Туле|ГИБДД|ООО Вектор Права|ОСП по Заречному району|Пенсионный фонд".split("|")
TERMINALS = "терминал|банкомат Ладья|салон связи|кассу магазина|сайт|перевод с карты|кошелёк друга".split("|")

PEOPLE = [
    f"{first} {second} {initial}."
    for first, second, initial in product(FIRST, MALE + FEMALE, "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЯ")
    if (first[-1] in "ая" or first == "Айгуль") == second.endswith("на")
]
MERCHANTS = ONLINE + _joined(KINDS, SHOPS, PLACES, limit=4000)
CURRENCY = _few({"RUB": 93, "USD": 3, "EUR": 2, "KZT": 1, "TRY": 1})

FIELDS = {
    "card": lambda rng: f"*{rng.randrange(10**4):04d}",
    "account": lambda rng: rng.choice(["*{}", "*{}", "40817*{}"]).format(f"{rng.randrange(10**4):04d}"),
    "time": lambda rng: f"{rng.randrange(24):02d}:{rng.randrange(60):02d}",
    "date": lambda rng: f"{rng.randint(1, 28):02d}.{rng.randint(1, 12):02d}.{rng.choice((2025, 2026, 2026))}",
    "sum": _sum,
    "money": lambda rng: f"{_sum(rng)} {CURRENCY(rng)}",
    "merchant": _zipf(MERCHANTS, 0.9),
    "code": lambda rng: f"{rng.randrange(10**5):05d}",
    "person": _zipf(random.Random(5).sample(PEOPLE, 5000), 0.7),
    "client": _zipf(_joined(FIRST[:30], [""]) + [p[:-3] for p in random.Random(6).sample(PEOPLE, 900)], 0.8),
    "atm": lambda rng: rng.choice(["ATM {}", "ATM {}", "ATM {} LADYA", "BANKOMAT {}"]).format(
        rng.randint(100000, 999999)
    ),
    "bank": _zipf(BANKS, 1.6),
    "note": _zipf(NOTES, 0.7),
    "service": _zipf(SERVICES, 1.0),
    "deposit": _zipf(DEPOSITS, 1.0),
    "device": _zipf(DEVICES, 1.2),
    "fee": _zipf(FEES, 1.3),
    "month": _zipf(MONTHS, 0.3),
    "points": _counted("балл", "балла", "баллов", 9000),
    "link": lambda rng: f"ladya.example/{_token(rng, rng.randint(4, 6))}",
    "utility": _zipf(UTILITIES, 1.0),
    "contract": lambda rng: rng.choice(["{}", "{}", "МФ-{}", "{}/26"]).format(rng.randint(10**5, 10**8)),
    "digit": lambda rng: str(rng.randint(1, 9)),
    "days": _counted("день", "дня", "дней", 31),
    "hours": _counted("часа", "часов", "часов", 48),
    "minutes": _counted("минуту", "минуты", "минут", 30),
    "attempts": _few({"две_попытки": 70, "одна_попытка": 25, "ни_одной_попытки": 5}),
    "office": _zipf(OFFICES, 0.9),
    "percent": lambda rng: f"{rng.randint(3, 35)}" + rng.choice(["", "", ",5", ",9"]),
    "period": _few({"сутки": 65, "месяц": 30, "неделю": 5}),
    "rate": lambda rng: f"{rng.uniform(70, 110):.2f}",
    "currency": _few({"USD": 60, "EUR": 30, "CNY": 10}),
    "phone": _phone,
    "insurance": _zipf(INSURANCES, 1.2),
    "collector": _zipf(COLLECTORS, 1.0),
    "tax": _few({"транспортный": 50, "имущество": 35, "земельный": 12, "НДФЛ_за_прошлый_год": 3}),
    "terminal": _zipf(TERMINALS, 1.0),
}

# Pieces of what people type by hand.
PHRASES = (
    "привет|добрый вечер|это я|с нового номера пишу|деньги пришли|спасибо огромное|когда отдашь|я в отделении|очередь огромная|"
    "перезвоню позже|талончик взял|кассир на обеде|банкомат съел карту|не могу войти|что делать|кто это|вы ошиблись|не пишите сюда|"
    "мама просила передать|купи хлеба|буду к ужину|встретимся у метро|совещание перенесли|отчёт на столе|подпиши ведомость|"
    "терминал завис|перезагрузи сервер|проверка|раз два три|Коля дежурит ночью|ключ от сейфа у Веры|инкассация приедет утром|"
    "забудь про вчерашнее|не переводи пока|я сама разберусь|скажи Диме|паспорт дома|поздравляю|с наступающим|обнимаю|до связи|"
    "нет не надо|да конечно|потом объясню|связь плохая|сижу на даче|кот убежал|помоги разобраться|какая ставка сейчас|"
    "хочу закрыть счёт|отпишите меня|где мои деньги|жду ответа|почему так долго|оператор бросил трубку|приложение глючит|"
    "пришлите распечатку|завтра зайду|с девяти работаете|в субботу открыты|я на вахте|интернета нет|ну и ладно|посмотрим"
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
