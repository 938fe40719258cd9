# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Messages of a chain of clinics, made up."""

import math
import random
import re
import string
from datetime import date, timedelta
from itertools import accumulate

TYPO, CUT, HUMAN, TOP, RAREST = 0.01, 0.005, 0.01, 0.15, 0.0005
WORD = re.compile(r"(?<![{\w])[А-Яа-яё]{3,}")


class Field:
    """Values of a field, the most frequent first: the weight of rank r is r ** -skew."""

    def __init__(self, values, skew: float):
        self.values = list(dict.fromkeys(values))
        self.cum = list(accumulate(rank**-skew for rank in range(1, len(self.values) + 1)))

    def pick(self, rng: random.Random) -> str:
        """Return one value."""
        return rng.choices(self.values, cum_weights=self.cum)[0]


def _many(make, count: int) -> list[str]:
    """Return up to `count` different values of `make(rng)`, always the same ones."""
    rng = random.Random(count)
    return list(dict.fromkeys(make(rng) for _round in range(count * 4)))[:count]


def _sum(rng: random.Random, low: int, high: int, step: int = 1) -> str:
    """Return a sum in roubles with a space between thousands, small sums more often."""
    value = int(low * (high / low) ** rng.random()) // step * step
    return f"{value:,}".replace(",", " ")


def _date(form: str, day: date) -> str:
    """Return the day in one of the forms."""
    month = MONTHS[day.month - 1]
    return {
        "full": f"{day:%d.%m.%Y}",
        "short": f"{day:%d.%m}",
        "words": f"{day.day} {month}",
        "year": f"{day.day} {month} {day.year} г.",
        "week": f"{DAYS[day.weekday()]}, {day.day} {month}",
    }[form]


def _token(rng: random.Random, length: int) -> str:
    """Return letters and digits as in a short link."""
    return "".join(rng.choices(string.ascii_letters + string.digits, k=length))


MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
DAYS = "пн вт ср чт пт сб вс".split()
CALENDAR = [date(2025, 1, 9) + timedelta(days=n) for n in range(420)]

TEXTS = [
    "Код подтверждения: {code}. Никому его не сообщайте. Клиники «Ясень»",
    "{code} - код для входа в личный кабинет «Ясень»",
    "Ваш пароль в ЛК пациента: {password}. Смените его после первого входа.",
    "{name}, вы записаны к врачу: {doctor}, {spec}. {date_week} в {time}. {address}. Клиники «Ясень»",
    "Запись к врачу {doctor} на {date_words} в {time} подтверждена. Тел. {phone}",
    "Запись к врачу {doctor} на {date_words} в {time} отменена. Тел. {phone}",
    "Запись к врачу {doctor} на {date_words} в {time} перенесена. Тел. {phone}",
    "{name}, напоминаем: завтра, {date_short}, в {time} вас ждёт {spec} {doctor}. Кабинет {room}. Если не сможете прийти, "
    "позвоните: {phone}",
    "{name}, напоминаем: сегодня, {date_short}, в {time} вас ждёт {spec} {doctor}. Кабинет {room}. Если не сможете прийти, "
    "позвоните: {phone}",
    "Приём через 2 часа: {time}, каб. {room}. До встречи!",
    "Подтвердите визит {date_full} в {time}: ответьте 1 - приду, 2 - не приду, 3 - перенести",
    "Результаты анализов по заказу № {order} готовы. Смотрите: {link}",
    "Результаты анализов по заказу № {order} готовы частично. Смотрите: {link}",
    "Результаты анализов по заказу № {order} задерживаются. Приносим извинения.",
    "{name}, готов результат исследования «{test}». Получить его можно в регистратуре или по ссылке {link}",
    "Анализ «{test}» нужно пересдать: недостаточно материала. Пересдача бесплатна до {date_words}. Заказ {order}",
    "Заключение {spec_gen} от {date_full} загружено в вашу карту № {card}.",
    "Направление на {study} оформлено. Действует до {date_year} Запись: {phone}",
    "Уважаемый пациент! {study} в филиале «{branch}» {date_words} в {time}. Подготовка: не есть 6 часов, взять с собой "
    "прошлые заключения, снять украшения. Паспорт и полис обязательны. Придите за 15 минут до начала: нужно заполнить "
    "согласие и анкету. При задержке более 10 минут приём переносится на другой день. Вопросы по подготовке: {phone}, "
    "ежедневно с 8:00 до 20:00.",
    "Подготовка к анализу «{test}»:\n- натощак, 8-12 часов без еды;\n- не курить 1 час;\n- воду можно.\nЛаборатория: "
    "{address}, с 7:30",
    "{name}, как прошёл визит к {spec_dat}? Оцените врача от 1 до 5: {link}",
    "{name}, спасибо за отзыв! Дарим {bonus} бонусов на следующий приём.",
    "Нам жаль, что визит вам не понравился. Заведующий филиалом «{branch}» свяжется с вами до {date_words}.",
    "Оставьте отзыв о враче {doctor} и получите скидку {percent}% на анализы: {link}",
    "{doctor} заболел(а). Приём {date_short} в {time} отменяется. Замена: {doctor2}. Согласны? Звоните {phone}",
    "Филиал «{branch}» переехал. Новый адрес: {city}, {address}. Вход {entrance}.",
    "Филиал «{branch}» {date_words} не работает - санитарный день.",
    "Филиал «{branch}» {date_words} работает до {time}.",
    "Как нас найти: {address}, вход {entrance}, этаж {floor}. Карта: {link}",
    "Оплата {sum} руб. принята. Чек: {link}",
    "Возврат {sum} руб. оформлен. Срок зачисления до 10 дней.",
    "К оплате {sum} руб. за приём {date_full}. Оплатить онлайн: {link}",
    "Счёт № {order} на {sum} руб. не оплачен. Запись к {spec_dat} будет снята {date_words} в {time}.",
    "На вашем бонусном счёте {bonus} баллов. Сгорят {date_full}. Потратьте их на любой приём!",
    "Начислено {bonus} баллов за визит {date_short}. Всего: {bonus2}.",
    "Списано {bonus} баллов за визит {date_short}. Всего: {bonus2}.",
    "Скидка {percent}% на {study} только до {date_words}! Запись {phone}. Имеются противопоказания, нужна консультация "
    "специалиста",
    "Скидка {percent}% на чек-ап «{checkup}» до {date_words}! Запись {phone}. Имеются противопоказания, нужна консультация "
    "специалиста",
    "{name}, пора пройти чек-ап «{checkup}»: с прошлого прошёл год. Цена для вас {sum} руб. вместо {sum2} руб.",
    "{name}, с днём рождения! Здоровья вам и близким.\nПодарок - {percent}% на чек-ап «{checkup}».\nВаш «Ясень»",
    "Вы в листе ожидания к {spec_dat} ({doctor}). Сообщим, как только появится время.",
    "Освободилось время: {spec} {doctor}, {date_week}, {time}. Записать вас? Ответьте ДА до {time2}",
    "Онлайн-консультация начнётся в {time}. Врач: {doctor}. Подключиться: {link}",
    "Врач {doctor} ждёт вас на онлайн-консультации. Подключиться: {link}",
    "Вызов врача на дом принят. {spec} приедет {date_words} с {time} до {time2} по адресу: {address}",
    "Медсестра {name} выехала к вам. Ожидайте до {time}. Стоимость выезда {sum} руб.",
    "Справка {paper} готова. Забрать: {address}, с паспортом.",
    "Больничный лист № {sick} открыт {date_full}.",
    "Больничный лист № {sick} закрыт {date_full}.",
    "Больничный лист № {sick} продлён до {date_full}. Следующая явка к {spec_dat} в {time}",
    "Полис {insurer} действует до {date_year} Пожалуйста, продлите его до визита к врачу.",
    "{insurer} согласовала услугу «{study}». Гарантийное письмо № {order}. Запишитесь: {phone}",
    "{insurer} отказала в услуге «{study}». Подробности: {phone}",
    "Прививка «{vaccine}»: вторая доза {date_week} в {time}, каб. {room}. Противопоказаний нет? Ждём!",
    "Номер в очереди: {queue}. Окно {room}.",
    "Звонили вам из клиники, не дозвонились. Перезвоните: {phone}, доб. {room}",
]

SURNAMES = (
    "Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев "
    "Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов "
    "Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин "
    "Максимов Поляков Сорокин Виноградов Ковалёв Белов Медведев Антонов Тарасов Жуков Баранов Филиппов"
).split()
MEN = "Александр Сергей Дмитрий Андрей Алексей Максим Евгений Иван Михаил Артём Роман Павел Виктор Олег Рустам Глеб".split()
WOMEN = (
    "Елена Ольга Наталья Анна Мария Татьяна Ирина Светлана Юлия Екатерина Алина Дарья Ксения Вера Гульнара Зоя".split()
)
FATHERS = (
    "Александров Сергеев Дмитриев Андреев Иванов Михайлов Владимиров Николаев Петров Викторов Олегов Борисов".split()
)
STREETS = (
    "ул. Ленина;пр-т Мира;ул. Гагарина;ул. Пушкина;Садовая ул.;ул. Кирова;Лесной пер.;ул. 8 Марта;б-р Победы;"
    "ул. Академика Королёва;Московское шоссе;ул. Малая Ямская;ул. Чехова;наб. Реки Исети;ул. Труда;пл. Восстания;"
    "ул. Горького;Комсомольский пр-т;ул. Карла Маркса;ул. Белинского;Заводская ул.;ул. Щорса"
).split(";")


def _person(rng: random.Random) -> str:
    """Return a first name, often with a patronymic."""
    if rng.random() < 0.5:
        return rng.choice(WOMEN) + rng.choice(["", " " + rng.choice(FATHERS) + "на"])
    return rng.choice(MEN) + rng.choice(["", " " + rng.choice(FATHERS) + "ич"])


def _doctor(rng: random.Random) -> str:
    """Return a doctor: a surname with initials or full names."""
    names, ends = rng.choice([(MEN, ("", "ич")), (WOMEN, ("а", "на"))])
    surname, first, father = rng.choice(SURNAMES) + ends[0], rng.choice(names), rng.choice(FATHERS) + ends[1]
    return rng.choice(
        [f"{surname} {first[0]}.{father[0]}.", f"{surname} {first} {father}", f"{surname} {first[0]}. {father[0]}."]
    )


SPECS = (
    "терапевт кардиолог невролог гинеколог уролог хирург офтальмолог дерматолог эндокринолог педиатр стоматолог "
    "травматолог аллерголог гастроэнтеролог ревматолог психотерапевт"
).split()
CLOCK = [f"{h}:{m:02}" for m in (0, 30, 15, 45, 20, 40, 10, 50) for h in (10, 9, 11, 12, 18, 17, 16, 14, 15, 13, 8, 19)]
FIELDS = {
    "code": Field((f"{n:04}" for n in range(1000, 6000)), 0),
    "password": Field(_many(lambda r: _token(r, 8), 3000), 0),
    "name": Field(_many(_person, 700), 0.9),
    "doctor": Field(_many(_doctor, 1500), 1.0),
    "spec": Field([*SPECS, "врач УЗИ", "врач функциональной диагностики", "детский невролог", "ЛОР"], 1.1),
    "spec_gen": Field([s + "а" for s in SPECS] + ["врача УЗИ"], 1.1),
    "spec_dat": Field([s + "у" for s in SPECS] + ["врачу УЗИ", "ЛОРу", "детскому неврологу"], 1.1),
    **{
        f"date_{form}": Field(_many(lambda r, f=form: _date(f, r.choice(CALENDAR)), 400), 0.6)
        for form in ("week", "words", "short", "full", "year")
    },
    "time": Field(CLOCK, 0.7),
    "phone": Field(["8 800 555-17-42", "+7 (343) 300-12-12", "300-12-12", "+7 912 240-55-01"], 2.5),
    "address": Field(
        _many(lambda r: f"{r.choice(STREETS)}, {r.randint(1, 90)}{r.choice(['', '', 'А', '/2'])}", 25), 1.2
    ),
    "city": Field(["Екатеринбург", "Пермь", "Нижний Тагил", "г. Тюмень", "Каменск-Уральский", "Уфа"], 2.2),
    "branch": Field(["Центр", "На Малышева", "Ботаника", "Северный", "Ясень Дети", "Уралмаш", "Парк Победы"], 1.3),
    "room": Field([*map(str, range(101, 130)), "12", "7", "3А", "204", "215", "308", "процедурный"], 0.8),
    "entrance": Field(["со двора", "с улицы", "через аптеку", "справа от арки"], 2.0),
    "floor": Field(["1", "2", "3", "цокольный"], 1.5),
    "order": Field(_many(lambda r: f"{r.randint(100000, 999999)}", 5000), 0),
    "card": Field(_many(lambda r: f"{r.randint(10, 99)}-{r.randint(1000, 9999)}", 4000), 0.2),
    "sick": Field(_many(lambda r: f"9100{r.randint(10**7, 10**8 - 1)}", 2000), 0),
    "queue": Field(_many(lambda r: f"{r.choice('АБВТ')}{r.randint(1, 120):03}", 400), 0.3),
    "link": Field(_many(lambda r: f"https://yasen.example/{r.choice('rao')}/{_token(r, 6)}", 5000), 0.1),
    "sum": Field(_many(lambda r: _sum(r, 500, 45000, 50), 500), 0.8),
    "bonus": Field(_many(lambda r: _sum(r, 50, 5000, 10), 200), 1.0),
    "percent": Field(["10", "15", "20", "5", "30", "50"], 1.6),
    "test": Field(
        [
            "Общий анализ крови",
            "ТТГ",
            "Витамин D",
            "Глюкоза",
            "Ферритин",
            "Холестерин общий",
            "Биохимия, 12 показателей",
            "ПЦР на грипп",
            "Общий анализ мочи",
            "IgE общий",
            "Группа крови",
            "Гликированный гемоглобин",
            "D-димер",
            "Т4 свободный",
            "Пролактин",
            "Коагулограмма",
            "Кортизол",
            "HBsAg",
            "Посев на флору",
            "С-реактивный белок",
        ],
        1.0,
    ),
    "study": Field(
        [
            "МРТ",
            "УЗИ",
            "КТ",
            "ЭКГ",
            "гастроскопию",
            "УЗИ щитовидной железы",
            "МРТ коленного сустава",
            "рентген кисти",
            "ЭЭГ",
            "КТ лёгких",
            "УЗИ сосудов шеи",
            "маммографию",
            "МРТ головного мозга",
            "колоноскопию",
        ],
        1.1,
    ),
    "checkup": Field(
        ["Женское здоровье", "Мужчина 40+", "Сердце", "Базовый", "Ребёнок перед школой", "Щитовидная железа"], 1.4
    ),
    "paper": Field(["086/у", "в бассейн", "для ГИБДД", "в налоговую", "002-О/у", "об отсутствии контактов"], 1.4),
    "insurer": Field(["СК «Берег»", "АО «Полюс-Мед»", "Страховая «Опора»", "ВостокГарант"], 2.0),
    "vaccine": Field(["Грипп", "Гепатит B", "Клещевой энцефалит", "Корь, паротит", "ВПЧ", "Пневмо-13"], 1.3),
}

PHRASES = [
    "девушка я опаздываю",
    "здравствуйте это Марина",
    "буду минут через 20",
    "можно к другому врачу",
    "дочь заболела",
    "не смогу прийти завтра",
    "а сколько стоит приём у ЛОРа",
    "спасибо большое",
    "доктор просил написать",
    "температура 38,2",
    "пьёт антибиотик третий день",
    "рецепт забыла у вас на стойке",
    "перезвоните пожалуйста",
    "анализы до сих пор не вижу",
    "ключ от шкафчика увезла домой",
    "где у вас парковка",
    "мама придёт вместо меня",
    "карту найти не могут",
    "извините за беспокойство",
    "это Игорь с рентгена",
    "принтер опять зажевал бумагу",
    "Лена выйди за меня в субботу",
    "шеф спрашивает про отчёт",
    "халаты привезли не те",
    "напишите сюда как освободитесь",
    "давление после таблетки упало",
    "шов немного тянет",
    "можно мыться или рано",
    "забыла какую мазь вы назначили",
    "снимок отправила на почту",
    "сын боится уколов",
    "а вы работаете на праздники",
    "стою у закрытой двери",
    "домофон не отвечает",
    "вас плохо слышно было",
    "повязка сползла ночью",
    "аллергия вроде прошла",
    "в аптеке такого нет",
    "чем можно заменить",
    "муж не отпускает с работы",
    "надо бы справку в садик",
    "проверка связи",
    "тест тест",
    "подскажите номер Ольги Петровны",
    "деньги списались дважды",
    "жду ответа с утра",
    "очень вам благодарны",
    "торт оставили в ординаторской",
    "кофемашину починили",
    "ок",
    "договорились на четверг",
]


def _weights(count: int) -> list[float]:
    """Return weights that fall from TOP to RAREST and add up to 1: the first text leads, others in a fixed order."""

    def curve(power):
        return [TOP * math.exp(math.log(RAREST / TOP) * (n / (count - 1)) ** power) for n in range(count)]

    low, high = 0.1, 5.0
    for _round in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if sum(curve(middle)) > 1 else (middle, high)
    first, *rest = curve(low)
    random.Random(count).shuffle(rest)
    return [first, *rest]


def _fill(text: str, rng: random.Random) -> str:
    """Put values in place of {field}; {field2} is another value of the same field."""
    return re.sub(r"\{([a-z_]+)\d?\}", lambda found: FIELDS[found[1]].pick(rng), text)


def _typo(text: str, rng: random.Random) -> str:
    """Spoil one word of the text itself, not of a field."""
    start, end = rng.choice([word.span() for word in WORD.finditer(text)])
    at = rng.randrange(start + 1, end - 1)
    letter = rng.choice("оаеинтсрвл".replace(text[at].lower(), ""))
    kinds = [text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:], text[:at] + letter + text[at + 1 :]]
    if text[at] != text[at + 1]:
        kinds.append(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    return rng.choice(kinds)


def _cut(text: str, rng: random.Random) -> str:
    """Return a message without its end; a last field is dropped, as a part of it would still be a value."""
    if "}" in text[-3:]:
        return _fill(text[: rng.choice(list(WORD.finditer(text))).end() - 1], rng)
    message = _fill(text, rng)
    return message[: int(len(message) * rng.uniform(0.3, 0.8))]


def _human(rng: random.Random, seen: set[str]) -> str:
    """Return a message typed by a person, never the same twice."""
    while True:
        parts = rng.sample(PHRASES, rng.randint(2, 4))
        message = parts[0]
        for part in parts[1:]:
            message += rng.choice([", ", ". ", " ", "! ", "... ", "\n"]) + part
        message = rng.choice([message, message.capitalize()]) + rng.choice(["", "", ".", "!", "?", ")", "))"])
        if message not in seen:
            seen.add(message)
            return message


def corpus(seed: int, size: int) -> list[tuple[str, int]]:
    """Return messages with the index of their text in TEXTS, or -1 for typos, cut and human messages."""
    rng = random.Random(seed)
    cum = list(accumulate(_weights(len(TEXTS))))
    seen: set[str] = set()
    messages = []
    for _round in range(size):
        chance = rng.random()
        if chance < HUMAN:
            messages.append((_human(rng, seen), -1))
            continue
        index = rng.choices(range(len(TEXTS)), cum_weights=cum)[0]
        if chance < HUMAN + TYPO:
            messages.append((_fill(_typo(TEXTS[index], rng), rng), -1))
        elif chance < HUMAN + TYPO + CUT:
            messages.append((_cut(TEXTS[index], rng), -1))
        else:
            messages.append((_fill(TEXTS[index], rng), index))
    rng.shuffle(messages)
    return messages
