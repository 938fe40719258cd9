# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of a bank, made up."""

from __future__ import annotations

import random
from itertools import product

from ._shop_and_bank import Messages, amount, counted, few, joined, phone, token, zipf

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
MERCHANTS = ONLINE + joined(KINDS, SHOPS, PLACES, limit=4000)
CURRENCY = few({"RUB": 93, "USD": 3, "EUR": 2, "KZT": 1, "TRY": 1})

FIELDS = {
    "card": lambda rng: f"*{rng.randrange(10**4):04d}",
    "account": lambda rng: rng.choice(["*{}", "*{}", "40817*{}"]).format(f"{rng.randrange(10**4):04d}"),
    "time": lambda rng: f"{rng.randrange(24):02d}:{rng.randrange(60):02d}",
    "date": lambda rng: f"{rng.randint(1, 28):02d}.{rng.randint(1, 12):02d}.{rng.choice((2025, 2026, 2026))}",
    "sum": amount,
    "money": lambda rng: f"{amount(rng)} {CURRENCY(rng)}",
    "merchant": zipf(MERCHANTS, 0.9),
    "code": lambda rng: f"{rng.randrange(10**5):05d}",
    "person": zipf(random.Random(5).sample(PEOPLE, 5000), 0.7),
    "client": zipf(joined(FIRST[:30], [""]) + [p[:-3] for p in random.Random(6).sample(PEOPLE, 900)], 0.8),
    "atm": lambda rng: rng.choice(["ATM {}", "ATM {}", "ATM {} LADYA", "BANKOMAT {}"]).format(
        rng.randint(100000, 999999)
    ),
    "bank": zipf(BANKS, 1.6),
    "note": zipf(NOTES, 0.7),
    "service": zipf(SERVICES, 1.0),
    "deposit": zipf(DEPOSITS, 1.0),
    "device": zipf(DEVICES, 1.2),
    "fee": zipf(FEES, 1.3),
    "month": zipf(MONTHS, 0.3),
    "points": counted("балл", "балла", "баллов", 9000),
    "link": lambda rng: f"ladya.example/{token(rng, rng.randint(4, 6))}",
    "utility": zipf(UTILITIES, 1.0),
    "contract": lambda rng: rng.choice(["{}", "{}", "МФ-{}", "{}/26"]).format(rng.randint(10**5, 10**8)),
    "digit": lambda rng: str(rng.randint(1, 9)),
    "days": counted("день", "дня", "дней", 31),
    "hours": counted("часа", "часов", "часов", 48),
    "minutes": counted("минуту", "минуты", "минут", 30),
    "attempts": few({"две_попытки": 70, "одна_попытка": 25, "ни_одной_попытки": 5}),
    "office": zipf(OFFICES, 0.9),
    "percent": lambda rng: f"{rng.randint(3, 35)}" + rng.choice(["", "", ",5", ",9"]),
    "period": few({"сутки": 65, "месяц": 30, "неделю": 5}),
    "rate": lambda rng: f"{rng.uniform(70, 110):.2f}",
    "currency": few({"USD": 60, "EUR": 30, "CNY": 10}),
    "phone": phone,
    "insurance": zipf(INSURANCES, 1.2),
    "collector": zipf(COLLECTORS, 1.0),
    "tax": few({"транспортный": 50, "имущество": 35, "земельный": 12, "НДФЛ_за_прошлый_год": 3}),
    "terminal": zipf(TERMINALS, 1.0),
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

corpus = Messages(TEXTS, FIELDS, PHRASES).corpus
