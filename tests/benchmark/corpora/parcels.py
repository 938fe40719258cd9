# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of a courier company with lockers and pickup points, made up.

Hard: codes with letters everywhere: track numbers of three series with letters at both ends (RA123456789RU), orders
without a space (ИМ1234567), shipments with a space (ПС 00123456), waybills with a hyphen (ФЛ-1234567); up to four
states of an order, of which each is a text; contents of one to six words; addresses twice in a text; windows of time
as one word (10:00-14:00); texts with a common beginning ("Таможня:", "Курьер", "Код") and common endings.
A series is a part of its number: a person registers one template with a field of a word for it, and so it makes one
text. A state such as "принят" or "отменен" makes a text of each. A telephone number or a link is a field from its
first sign.
"""

from __future__ import annotations

from ._drawing import Texts, amount, date, joined, made, number, pattern, short_date, time, zipf

CITIES = (
    "Москва|Санкт-Петербург|Новосибирск|Екатеринбург|Казань|Краснодар|Нижний Новгород|Самара|Уфа|Красноярск|Пермь|"
    "Воронеж|"
    "Волгоград|Тюмень|Ижевск|Барнаул|Иркутск|Хабаровск|Владивосток|Махачкала|Томск|Оренбург|Кемерово|Рязань|Пенза|"
    "Набережные Челны|Липецк|Киров|Чебоксары|Калининград|Ставрополь|Улан-Удэ|Сургут|Вышний Волочёк|"
    "Петропавловск-Камчатский|"
    "Великий Устюг|Южно-Сахалинск|Горно-Алтайск|Минеральные Воды"
).split("|")
SHOPS = (
    "Читай-город|Лабиринт|Lamoda|Спортмастер|Детский мир|Ситилинк|Book24|Золотое Яблоко|AliExpress|Вкусвилл|DNS|"
    "Рив Гош|"
    "4 Лапы|Ashan Маркет|Все Инструменты|Твоё|Мир чая|Kari Kids|Шуйские ситцы|Onlinetrade"
).split("|")
SENDERS = (
    'ООО "Ромашка"|ИП Сидоров А.В.|Shenzhen Trade Co|Иванова Мария|ООО "Текстиль-Центр"|ИП Алиева|Петров|АО "Полимер"|'
    "Hong Kong Post|ФНС России|Кузнецов Олег Игоревич|Guangzhou Yanwen Express|Издательство АСТ|ИП Ли|Ozon Global|"
    'ООО "Сибирский кедр"|Бабушкин Н.|Дом книги'
).split("|")
WOMEN = "Марина Светлана Дарья Оксана Людмила Алина Вера Полина Ксения Лариса Галина Зоя".split()
MEN = "Алексей Игорь Рустам Виктор Фарход Станислав Кирилл Азамат Григорий Шухрат Никита Эдуард".split()
DAUGHTERS = ["Павловна", "Михайловна", "Васильевна", "Борисовна", "Тимуровна"]
SONS = ["Андреевич", "Романович", "Тимурович", "Степанович"]
STREETS = (
    "ул. Ленина|пр-т Мира|ул. Советская|ул. Гагарина|ул. 40 лет Победы|Московское шоссе|ул. Садовая|пер. Школьный|"
    "б-р Космонавтов|ул. Маршала Жукова|ул. Пушкина|мкр. Северный|ул. Карла Маркса|наб. реки Волги|ул. Мичурина|ТЦ Мега"
).split("|")
KINDS = "чехол|кроссовки|книга|куртка|набор посуды|платье|кабель USB-C|игрушка|подушка|дрель|термос|шторы|часы".split(
    "|"
)
LOOKS = [
    "",
    "",
    "женские",
    "детский",
    "для дома",
    "из натуральной кожи",
    "черный",
    "размер 42",
    "в подарочной упаковке",
]

FIELDS = {
    "track": pattern(*["RA#########RU"] * 5, *["RB#########RU"] * 3, *["CA#########RU"] * 2),
    "order": pattern("ИМ#######", "ИМ#######", "МП#######"),
    "shipment": pattern("ПС 00######", "ПС 00######", "ПС 00######", "ЭК 00######"),
    "waybill": pattern(*["ФЛ-#######"] * 5, *["ЮЛ-#######"] * 3, "ВЗ-#######"),
    "act": pattern("####/2#", "###/2#", "#####/2#"),
    "call": pattern("#######"),
    "code": pattern("######"),
    "pin": pattern("####"),
    "locker": pattern("5###", "10###"),
    "city": zipf(CITIES, 0.7),
    "address": made(
        lambda rng: (
            f"{rng.choice(STREETS)}, {rng.randint(1, 210)}{rng.choice(['', '', '', 'А', ' к. 2', ' стр. 1', '/3'])}"
        ),
        1500,
        0.5,
    ),
    "client": zipf(joined(WOMEN, ["", *DAUGHTERS]) + joined(MEN, ["", *SONS]), 0.5),
    "courier": zipf(joined(MEN, ["", "А.", "К.", "М.", "Т."]), 0.4),
    "shop": zipf(SHOPS, 0.8),
    "sender": zipf(SENDERS, 0.6),
    "contents": made(
        lambda rng: " ".join(
            filter(
                None,
                [rng.choice(KINDS), rng.choice(LOOKS), rng.choice(["", "", "", f"и {rng.choice(KINDS)}", "2 шт."])],
            )
        ),
        800,
        0.6,
    ),
    "date": date,
    "short": short_date,
    "time": time,
    "opens": lambda rng: f"{rng.randint(8, 14):02d}:{rng.choice((0, 0, 0, 30)):02d}",
    "closes": lambda rng: f"{rng.randint(15, 22)}:{rng.choice((0, 0, 0, 30)):02d}",
    "window": lambda rng: f"{(at := rng.randint(8, 18)):02d}:00-{at + rng.randint(2, 4)}:00",
    "sum": amount(2600, 0.4, 0.9),
    "weight": lambda rng: f"{rng.randint(0, 18)},{rng.randint(1, 999)}",
    "size": lambda rng: f"{rng.randint(20, 120)}х{rng.randint(10, 90)}х{rng.randint(5, 80)}",
    "minutes": number(5, 90),
    "percent": pattern("5", "10", "12", "15", "20", "25", "50"),
    "promo": pattern("@@@@@##", "СЕНТ##", "POST###", "@@@@####"),
    "plate": pattern("&###&&77", "&###&&777", "&###&&50", "&###&&99", "&###&&750", "&###&&177", "&###&&61"),
    "last": pattern("####"),
    "phone": pattern("+79#########", "8 9## ###-##-##", "8 800 ###-##-##"),
    "link": lambda rng: f"{pattern('bpost.example/*******', 'https://bpost.example/t/*****')(rng)}",
}

PHRASES = (
    "где мой заказ|курьер не приехал|домофон 45|оставьте у консьержа|буду дома после семи|не могу дозвониться|"
    "это не мне|"
    "коробка мятая|верните деньги|когда привезут|жду уже неделю|спасибо все получил|код не подходит|"
    "ячейка не открылась|"
    "перенесите на завтра|можно картой|сдачи нет|подъезд второй|собака не кусается|адрес поменялся|отмена|да удобно|ок|"
    "маршрут перегружен|забери накладные|машина на ремонте|сканер сел|у кого ключи от склада|выходи на смену|"
    "паллеты пришли|"
    "недостача две коробки|позвони логисту|склад закрыт|ворота 3|путевой лист забыл|топливная карта не работает"
).split("|")

_TEXTS = Texts(
    [
        "Код получения {code}. Отправление {track} ждет Вас в постамате {locker}: {address}. Хранение до {short}",
        "Отправление {track} [прибыло в|покинуло] г. {city} {date} в {time}",
        "{client}, Ваш заказ {order} из {shop} [принят|собран|передан в доставку|отменен]. Отследить: {link}",
        "Курьер {courier} доставит заказ {order} сегодня с {opens} до {closes}. Тел. {phone}",
        "Заказ {order} вручен. Спасибо! Оцените доставку: {link}",
        "К оплате при получении {sum} руб., накладная {waybill}. Принимаем карты и наличные",
        "Напоминаем: {track} хранится до {date}. Пункт выдачи: {address}, ежедневно с {opens} до {closes}",
        "Код {pin} для входа. БыстроПост никогда не запрашивает коды по телефону",
        "Не дозвонились до Вас по заказу {order}. Выберите другое время: {link}",
        "Доставка {shipment} [запланирована|перенесена] на {date}, интервал {window}",
        "Курьер уже в пути! Будет через {minutes} мин., машина {plate}",
        "Вам посылка от {sender}: {contents}, вес {weight} кг. Трек-номер {track}",
        "Таможня: по отправлению {track} начислена пошлина {sum} руб. Оплатить: {link}",
        "Наложенный платеж {sum} руб. за {contents} перечислен на карту *{last}",
        "Возврат {shipment} оформлен. Сдайте товар ({contents}) до {date} по адресу {address}",
        "Таможня: отправление {track} выпущено {date}. Следующий этап: доставка в г. {city}",
        "Отправитель {sender} изменил адрес доставки по накладной {waybill}. Новый адрес: {address}",
        "Вызов курьера {call} принят. Забор груза {date} с {opens} до {closes}, {address}",
        "Доверенность на получение {shipment} [принята|отклонена] {date}. БыстроПост",
        "Пункт выдачи {address} закрыт с {date}. Ваш заказ {order} перемещен: {address}",
        "Превышены габариты {size} см, доплата {sum} руб. Накладная {waybill}",
        "Промокод {promo}: скидка {percent}% на отправку в г. {city} до {date}",
        "Акт {act} о повреждении отправления {track} составлен. Решение примем до {date}",
    ],
    FIELDS,
    PHRASES,
)
TEXTS, corpus = _TEXTS.texts, _TEXTS.corpus
