# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of a chain of car services in Moscow, made up.

Hard: licence plates of a few regions (А123ВС77, in some texts А123ВС 777), numbers with a series of two or three
values: work orders with a hyphen (ТО-0012345), invoices without (ЦБ000012345), queue tickets and tyre storage with a
space (А 014); a make beside a plate with nothing between; lists of works of one to a dozen words.
A series or a region is a part of its number: a person registers one template with a field of a word for it, and so it
makes one text. A word such as "оплачен" or "не оплачен" makes a text of each. A telephone number
or a link is a field from its first sign.
"""

from __future__ import annotations

import random

from ._drawing import Texts, amount, date, joined, made, number, pattern, time, zipf

CARS = (
    "Kia Rio|Hyundai Solaris|LADA Granta|Volkswagen Polo|Skoda Rapid|Toyota RAV4|Renault Duster|Лада Веста СВ Кросс|"
    "Nissan X-Trail|Haval F7x|BMW 320i xDrive|Mercedes-Benz GLC|Ford Transit|Mazda CX-5|Chery Tiggo 4 Pro|ГАЗ Соболь|"
    "Mitsubishi Outlander|Kia Sportage|Audi A6|Peugeot 308|Geely Coolray|Opel Astra J|Лада Ларгус|Land Rover Discovery|"
    "Subaru Forester|Лада 4х4|Exeed TXL|Volvo XC60|УАЗ Буханка|Omoda C5|Porsche Cayenne S|Suzuki Jimny"
).split("|")
WORKS = (
    "замена масла|ТО-1|шиномонтаж R16|сход-развал|замена передних тормозных колодок|диагностика подвески|"
    "замена ремня ГРМ|"
    "компьютерная диагностика|замена салонного фильтра|заправка кондиционера|замена антифриза|мойка двигателя|ТО-2|"
    "замена свечей зажигания|полировка фар|замена амортизаторов|промывка форсунок|балансировка|"
    "замена ступичного подшипника|"
    "замена АКБ|покраска бампера|антикор днища|проточка тормозных дисков|замена лобового стекла|ремонт рулевой рейки|"
    "замена масла АКПП с промывкой|установка сигнализации|химчистка салона|переобувка|замена сцепления|чип-тюнинг"
).split("|")
PARTS = (
    "стойка стабилизатора|фильтр масляный MANN W 712/95|колодки тормозные TRW|радиатор охлаждения|ремень генератора|"
    "фара левая|бампер передний в цвет|рычаг нижний правый|свечи NGK|шаровая опора|турбина|датчик ABS|зеркало|"
    "комплект ГРМ Gates|помпа|диск сцепления LUK|подшипник ступицы|стекло двери|форсунка|глушитель|ШРУС наружный|"
    "АКБ 60 А/ч"
).split("|")
FAULTS = (
    "люфт шаровой опоры|течь сальника коленвала|износ колодок 80%|ошибка P0420|низкая компрессия в 3 цилиндре|"
    "стук стойки|неисправен генератор|обрыв пыльника ШРУС|замечаний нет|утечка антифриза|деформация диска|"
    "износ ремня|завоздушена тормозная система|биение ротора|нет зарядки АКБ|трещина бачка"
).split("|")
MEN = (
    "Александр Сергей Дмитрий Андрей Алексей Максим Евгений Владимир Иван Павел Роман Артём Тимур Николай Армен Денис"
).split()
WOMEN = "Елена Ольга Наталья Татьяна Анна Юлия Мария Екатерина Карина Гульнара Яна".split()
SONS = "Сергеевич Владимирович Николаевич Олегович Ашотович Юрьевич Викторович".split()
DAUGHTERS = "Александровна Юрьевна Викторовна Игоревна Дмитриевна Рашидовна".split()
MASTERS = "Кравцов Лебедев Саркисян Мельник Чернов Хасанов Дьячков Бойко Гусев Туманов Воробьёв Ким Рогов Щукин".split()
STREETS = (
    "ул. Складочная|Варшавское ш.|МКАД 41 км|ул. Рябиновая|Дмитровское шоссе|ул. Бутлерова|Химки, Ленинградская ул.|"
    "проезд Энтузиастов|ул. 2-я Магистральная|Мытищи, Осташковское ш.|ул. Кировоградская|Каширский проезд"
).split("|")


def _works(rng: random.Random) -> str:
    """Return one to three works, the way a receptionist types them."""
    return ", ".join(rng.sample(WORKS, rng.choice((1, 1, 1, 2, 2, 3))))


REGIONS = "77 77 77 777 777 777 177 177 99 99 199 197 799 50 150 750 190 71 40".split()

FIELDS = {
    "client": zipf(joined(MEN, ["", *SONS]) + joined(WOMEN, ["", *DAUGHTERS]), 0.5),
    "master": made(
        lambda rng: f"{rng.choice(MASTERS)} {rng.choice('АВДЕИКМНОПРС')}.{rng.choice(['', 'А.', 'В.', 'Н.'])}", 120, 0.6
    ),
    "car": zipf(CARS, 0.7),
    "plate": pattern(*(f"&###&&{region}" for region in REGIONS)),
    "spaced": pattern(*(f"&###&& {region}" for region in REGIONS)),
    "order": pattern(*["ТО-00#####"] * 6, *["КР-00#####"] * 3, "ШМ-00#####"),
    "invoice": pattern("ЦБ0000#####", "ЦБ0000#####", "ЮГ0000#####"),
    "ticket": pattern("А 0##", "А 0##", "Б 0##", "В 0##"),
    "storage": pattern("Ш 00####", "Ш 00####", "Ш 00####", "Д 00####"),
    "diagnostic": pattern("0########26####"),
    "date": date,
    "time": time,
    "opens": pattern("08:00", "08:30", "09:00", "1#:00", "1#:30", "10:15"),
    "closes": pattern("20:00", "20:30", "21:00", "21:30", "22:00", "23:00"),
    "address": made(lambda rng: f"{rng.choice(STREETS)}, {rng.choice(['', 'д. '])}{rng.randint(1, 140)}", 40, 0.7),
    "sum": amount(9800, 0.3, 0.9),
    "code": pattern("####"),
    "phone": pattern("8 (495) ###-##-##", "+7 499 ###-##-##", "8-800-###-##-##"),
    "link": lambda rng: f"https://avtodok.example/{pattern('*****', '@/******')(rng)}",
    "work": zipf(WORKS, 0.8),
    "works": made(_works, 5000, 0.6),
    "part": zipf(PARTS, 0.6),
    "fault": zipf(FAULTS, 0.6),
    "bonus": amount(450, 0),
    "card": pattern("77########"),
    "mileage": lambda rng: f"{rng.randint(8, 290)} 000",
    "percent": pattern("5", "7", "10", "15", "20", "25", "30"),
    "cars": number(1, 14),
    "post": number(1, 12),
    "tyres": number(1, 8),
    "minutes": number(10, 120),
}

PHRASES = (
    "машина не заводится|колодки скрипят|сколько стоит замена масла|подъеду к шести|ключи на ресепшен|опоздаю|"
    "не успеваю|"
    "перезапишите|масло свое привезу|стучит справа|чек горит|забрал спасибо|когда будет готово|вчера обещали|"
    "запчасть не та|"
    "цена другая была|позвони|Серега подъемник занят|кто взял домкрат|компрессор сдох|смену закрой|касса не бьется|"
    "поставщик везет завтра|клиент скандалит|третий пост свободен|ок|да|добро|согласен на ремонт|не надо менять|"
    "фото скинь|"
    "вода в салоне|резину когда менять|диски погнули|болт сорвали|где ваш офис|эвакуатор нужен|пробки|"
    "ворота не открываются"
).split("|")

_TEXTS = Texts(
    [
        "{client}, Вы записаны на {date} в {time}: {car}, {plate}. Адрес: {address}. АвтоДок",
        "Код {code} для входа в личный кабинет АвтоДок. Никому его не сообщайте",
        "Заказ-наряд {order} [открыт|закрыт|приостановлен]. {car} {plate}. Мастер {master}, тел. {phone}",
        "Ваш автомобиль {plate} готов! К оплате {sum} руб. Ждем Вас до {time}",
        "Напоминаем: завтра в {time} у Вас {work}. Не сможете приехать - звоните {phone}",
        "Счет {invoice} на сумму {sum} р. [оплачен|не оплачен]. Чек: {link}",
        "Запчасть {part} поступила на склад, заказ {invoice}. Запись на установку по тел. {phone}",
        "[Начислено|Списано] {bonus} бонусов по карте {card}. Остаток: {bonus}. АвтоДок",
        "{client}, подошел срок ТО: {car}, пробег {mileage} км. Скидка {percent}% до {date}: {link}",
        "Талон {ticket}: проезжайте на пост {post}",
        "Согласуйте работы по {plate}: {works} - {sum} руб. Ответ по ссылке {link}",
        "Талон {ticket} принят, перед Вами {cars} авто. Ориентировочно {minutes} мин.",
        "Шины на хранении: договор {storage}, {tyres} шт. Оплачено до {date}",
        "Срок хранения по договору {storage} истекает {date}. Продлить: {phone}",
        "Оцените визит {date}: {works}. Ответьте цифрой от 1 до 5 или по ссылке {link}",
        "Диагностика {car} завершена. Выявлено: {fault}. Отчет {link}",
        "Запись на {date} {time} [отменена|подтверждена]. АвтоДок, {address}",
        "Эвакуатор {spaced} выехал, ожидание {minutes} мин. Водитель {master}, {phone}",
        "Гарантия по наряду {order} действует до {date} или {mileage} км пробега",
        "{client}, с днем рождения! Дарим {percent}% на работы ({work}) до {date}. АвтоДок",
        "Техосмотр {spaced}: диагностическая карта {diagnostic} [выдана|не выдана]. {date}",
        "Въезд на территорию для {plate} разрешен {date} с {opens} до {closes}. Ворота {post}",
    ],
    FIELDS,
    PHRASES,
)
TEXTS, corpus = _TEXTS.texts, _TEXTS.corpus
