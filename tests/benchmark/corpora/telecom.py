# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of a mobile and home internet operator, made up.

Hard: texts which share a long beginning and differ at the end only ("Абонентская плата ..."), or share a beginning and
an end around one word of two or three values ("пакета интернета, минут, SMS"), each a text of its own; texts of few
words among many values (tariffs and services of one to four words in quotes, months, countries); three prices in a
text; a text in transliteration; a text which begins with a telephone number.
Requests have a series without a space (INC0012345), contracts with a hyphen (Ф-1234567): a series is a part of its
number, for which a person registers one template with a field of a word, and so it makes one text. A telephone number
or a link is a field from its first sign.
"""

from __future__ import annotations

from ._drawing import Texts, amount, date, joined, made, number, pattern, short_date, time, zipf

TARIFFS = (
    "Мой онлайн|Всё вместе|Лайт|Безлимит 2.0|Семейный|Смарт плюс|Для ноутбука|Junior|Пенсионный|Близкие люди|Максимум|"
    "Zabugorishe|Дачный интернет 4G|Black|Супер МТ 022022|Классический|Бизнес Старт|Для умных вещей|Х|Игровой XL"
).split("|")
SERVICES = (
    "Гудок|Автоответчик|Антиспам|Кто звонил|Безлимит на соцсети|Детский пакет|Большой интернет|Будь в курсе|"
    "Роуминг без границ|"
    "Кино и сериалы|Секретарь|Музыка|Погода|Мобильный антивирус|Запрет контента|Геопоиск близких|Турбо-кнопка 5 ГБ|"
    "Домашнее ТВ|Личный номер|Везде как дома"
).split("|")
COUNTRIES = (
    "Турция|Абхазия|Беларусь|Казахстан|ОАЭ|Таиланд|Египет|Грузия|Китай|Армения|Узбекистан|Сербия|Вьетнам|Италия|Куба|"
    "Шри-Ланка|Южная Корея|Саудовская Аравия|Германия|Кыргызстан|Индия|Черногория|Доминиканская Республика"
).split("|")
MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
WOMEN = "Анастасия Ирина Валентина Евгения Лилия Маргарита Нина Диана Раиса Виктория".split()
MEN = "Сергей Владислав Юрий Руслан Антон Олег Степан Матвей Геннадий Арсений".split()
DAUGHTERS = ["Олеговна", "Евгеньевна", "Геннадьевна", "Эдуардовна", "Ильинична"]
SONS = ["Петрович", "Анатольевич", "Маратович", "Ильич", "Олегович"]
SURNAMES = "Соколов Денисов Хабибуллин Тарасов Власов Зуев Ярцев Котов Назаров Рыбин Суханов Цой Шубин Абдулов".split()
STREETS = (
    "ул. Кирова|ул. Полевая|пр. Победы|ул. Фрунзе|ул. Академика Королёва|Лесной пер.|ул. Чехова|пр-д Строителей|"
    "ул. Труда|мкр-н Солнечный|ул. Первомайская|ул. Зои Космодемьянской"
).split("|")
DISTRICTS = (
    "Центральный|Автозаводский|Левый берег|Заречье|пос. Мирный|Академгородок|Ленинский|Юго-Западный|Старый город|"
    "Новая Усмань|мкр. Зелёная роща|Промышленный|Октябрьский|КСК"
).split("|")
CONTENT = (
    "Анекдоты|Гороскоп на день|Новости спорта|Знакомства 18+|Рецепты от шефа|Курс валют|Английский за 5 минут|Игры|"
    "Видео дня|Сонник|Диета|Футбол онлайн"
).split("|")
PRIZES = (
    "iPhone 16|смартфон|100 000 рублей|поездку на море|год связи|Lada Granta|билет в кино|PlayStation 5|скутер".split(
        "|"
    )
)

FIELDS = {
    "code": pattern("####", "#####"),
    "balance": amount(90, 0.9, 1.0),
    "sum": amount(480, 0.4, 0.7),
    "price": lambda rng: f"{number(3, 990)(rng)}{rng.choice(('', '', '', ',90', ',50'))}",
    "date": date,
    "short": short_date,
    "time": time,
    "opens": lambda rng: f"{rng.randint(8, 14):02d}:{rng.choice((0, 0, 0, 30)):02d}",
    "closes": lambda rng: f"{rng.randint(15, 22)}:{rng.choice((0, 0, 0, 30)):02d}",
    "month": zipf(MONTHS, 0.2),
    "mobile": pattern("+79#########", "89#########", "+79#########"),
    "hotline": pattern("8 800 ###-##-##", "0###", "8-8##-###-##-##"),
    "tariff": zipf(TARIFFS, 0.6),
    "service": zipf(SERVICES, 0.6),
    "country": zipf(COUNTRIES, 0.7),
    "percent": pattern("50", "70", "75", "80", "85", "90", "95", "100"),
    "gigabytes": number(2, 120),
    "minutes": lambda rng: str(rng.randint(2, 40) * 50),
    "client": zipf(joined(WOMEN, ["", *DAUGHTERS]) + joined(MEN, ["", *SONS]), 0.4),
    "fitter": made(lambda rng: f"{rng.choice(SURNAMES)} {rng.choice(MEN)}", 120, 0.6),
    "request": pattern(*["INC00#####"] * 5, *["REQ00#####"] * 3),
    "contract": pattern(*["Ф-#######"] * 6, *["Ю-#######"] * 2, "Б-#######"),
    "account": pattern("2##########"),
    "address": made(
        lambda rng: (
            f"{rng.choice(STREETS)}, д. {rng.randint(1, 150)}{rng.choice(['', f', кв. {rng.randint(1, 300)}'])}"
        ),
        1200,
        0.4,
    ),
    "salon": made(lambda rng: f"{rng.choice(STREETS)}, {rng.randint(1, 90)}", 150, 0.6),
    "district": zipf(DISTRICTS, 0.5),
    "operator": zipf("МТС|Билайн|МегаФон|Tele2|Yota|Т-Мобайл|СберМобайл|Мотив|Летай|Ростелеком".split("|"), 0.6),
    "sim": pattern("89701##############"),
    "pin": pattern("####"),
    "puk": pattern("########"),
    "latin": zipf(
        "Moy online|Vse vmeste|Light|Bezlimit 2.0|Semeyny|Smart plus|Junior|Black|Klassika|Maximum".split("|")
    ),
    "content": zipf(CONTENT, 0.5),
    "word": pattern("СТОП##", "ДА###", "СТОП", "НЕТ", "ДА", "1", "STOP", "ПРИЗ", "ИГРА"),
    "number": pattern("####", "5###", "7###"),
    "prize": zipf(PRIZES, 0.5),
    "megabits": lambda rng: str(rng.randint(1, 20) * 50),
    "link": lambda rng: f"{pattern('tlk.example/****', 'https://lk.example/?p=@@##')(rng)}",
}

PHRASES = (
    "интернет не работает|верните деньги|отключите подписку|кто звонил|перезвони|я в метро|роутер мигает|"
    "перезагрузил не помогло|"
    "скорость низкая|где мастер|жду с утра|договор на маму|тариф дорогой|ухожу к другому оператору|сим сломалась|"
    "номер сохранить|"
    "пополни мне сто рублей|мам я новый номер|скинь денег|в роуминге|связи нет|лифт не работает|"
    "ключи от чердака у ТСЖ|кабель перебили|"
    "порт меняй|на узле нет питания|бригада выехала|ок принял|стоп|нет|да|спасибо|завтра наберу|занят|буду в шесть|"
    "оптику сварили|муфта в колодце"
).split("|")

_TEXTS = Texts(
    [
        "Ваш код: {code}. Никому не сообщайте его, даже сотрудникам оператора",
        "Абонент {mobile} звонил Вам {short} в {time}",
        "На Вашем счете {balance} р. Пополните баланс до {date}, чтобы оставаться на связи: {link}",
        "Вы израсходовали {percent}% пакета [интернета|минут|SMS] по тарифу «{tariff}». Подробнее: {link}",
        "Абонентская плата {price} руб. по тарифу «{tariff}» списана. Следующее списание {date}",
        "Счет пополнен на {sum} руб. {date} в {time}. Баланс {balance} руб.",
        "Услуга «{service}» [подключена|отключена|приостановлена]. Стоимость {price} р. Управление услугами: {link}",
        "Абонентская плата {price} руб. по тарифу «{tariff}» не списана: недостаточно средств. Внесите {sum} руб.",
        "{mobile} [снова в сети|просит Вас перезвонить]",
        "Вы в роуминге: {country}. Входящие {price} р./мин, исходящие {price} р./мин, интернет {price} р./МБ",
        "Обещанный платеж {price} р. подключен до {date}. Комиссия {price} р.",
        "{client}, заявка {request} на подключение по адресу {address} [принята|выполнена]. Тел. {hotline}",
        "Vash balans {balance} rub. Tarif {latin}. Podrobnosti v lichnom kabinete {link}",
        "Счет за {month} по договору {contract}: {sum} руб. Оплатите до {date}: {link}",
        "Мастер {fitter} приедет {date} с {opens} до {closes}. Договор {contract}",
        "{client}, с {date} тариф «{tariff}» изменится: {gigabytes} ГБ и {minutes} мин за {price} руб. Детали: {link}",
        "Плановые работы {date} с {opens} до {closes}, район {district}. Интернет может быть недоступен",
        "Кешбэк {sum} руб. за {month} начислен на лицевой счет {account}",
        "Номер {mobile} переходит к Вам от оператора {operator}. Дата переноса {date}",
        "Вы подписаны на рассылку «{content}», {price} р. в день. Отказ: SMS {word} на номер {number}",
        "SIM-карта {sim} активирована. PIN {pin}, PUK {puk}. Сохраните это сообщение",
        "Розыгрыш! Отправьте {word} на номер {number} и выиграйте {prize}",
        "Скорость до {megabits} Мбит/с в Вашем доме: {address}. Договор оформим онлайн, {hotline}",
        "Номер {mobile} заблокирован по обращению {request}. Восстановить SIM можно в салоне: {salon}",
    ],
    FIELDS,
    PHRASES,
)
TEXTS, corpus = _TEXTS.texts, _TEXTS.corpus
