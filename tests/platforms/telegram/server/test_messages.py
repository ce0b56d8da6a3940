"""The local Telegram is as strict about messages as the original."""

import pytest
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
)
from telegram.error import (
    BadRequest,
    Forbidden,
)

from tests.support.telegram_server import (
    Group,
    Person,
    TelegramServer,
    all_rights,
)

from ..bare import png


async def test_html_becomes_text_and_entities(bot: Bot, group: Group, anna: Person) -> None:
    html = f'🥐 <b>Fresh <i>bread</i></b> &lt;3 <a href="tg://user?id={anna.id}">Anna</a> /poll'
    sent = await bot.send_message(group.id, html, parse_mode="HTML")
    assert sent.text == "🥐 Fresh bread <3 Anna /poll"
    assert [(e.type, sent.parse_entity(e)) for e in sent.entities] == [
        ("bold", "Fresh bread"),
        ("italic", "bread"),
        ("text_mention", "Anna"),
        ("bot_command", "/poll"),
    ]
    assert sent.entities[2].user and sent.entities[2].user.id == anna.id


@pytest.mark.parametrize(
    ("html", "error"),
    [
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("ü</b>", "Unexpected end tag at byte offset 2"),
        ("<blink>x</blink>", 'Unsupported start tag "blink" at byte offset 0'),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ('<span class="x">y</span>', 'Tag "span" must have class "tg-spoiler"'),
    ],
)
async def test_malformed_html_is_refused(bot: Bot, group: Group, html: str, error: str) -> None:
    with pytest.raises(BadRequest, match=r"(?i)parse entities") as caught:
        await bot.send_message(group.id, html, parse_mode="HTML")
    assert error.lower() in caught.value.message.lower()


async def test_limits(bot: Bot, group: Group) -> None:
    await bot.send_message(group.id, "🥐" * 2048)
    with pytest.raises(BadRequest, match=r"(?i)message is too long"):
        await bot.send_message(group.id, "x" * 4097)
    with pytest.raises(BadRequest, match=r"(?i)text is empty"):
        await bot.send_message(group.id, " \n ")
    with pytest.raises(BadRequest, match=r"(?i)caption is too long"):
        await bot.send_photo(group.id, png(), caption="x" * 1025)
    long_data = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="é" * 33)]])
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(group.id, "x", reply_markup=long_data)
    many = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x")]] * 101)
    with pytest.raises(BadRequest, match=r"(?i)reply markup is too long"):
        await bot.send_message(group.id, "x", reply_markup=many)


async def test_replies_force_reply_and_missing_reply(
    bot: Bot, server: TelegramServer, group: Group, anna: Person
) -> None:
    said = await anna.say(group, "When do you open?")
    sent = await bot.send_message(
        group.id, "Which day?", reply_to_message_id=said.id, reply_markup=ForceReply()
    )
    assert sent.reply_to_message and sent.reply_to_message.message_id == said.id
    assert group.messages[sent.message_id].reply_markup == {"force_reply": True}
    with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
        await bot.send_message(group.id, "x", reply_to_message_id=9999)
    await bot.send_message(
        group.id, "x", reply_to_message_id=9999, allow_sending_without_reply=True
    )


async def test_photo_document_and_download(bot: Bot, group: Group) -> None:
    picture = png()
    sent = await bot.send_photo(group.id, picture, caption="<b>Result</b>", parse_mode="HTML")
    assert (sent.photo[0].width, sent.photo[0].height, sent.caption) == (32, 16, "Result")
    file = await bot.get_file(sent.photo[0].file_id)
    assert bytes(await file.download_as_bytearray()) == picture
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(group.id, b"not a picture")
    paper = await bot.send_document(group.id, b"a;b\n", filename="list.csv")
    assert paper.document and paper.document.file_name == "list.csv"
    again = await bot.send_document(group.id, paper.document.file_id)
    assert again.document and again.document.file_id == paper.document.file_id
    with pytest.raises(BadRequest, match=r"(?i)no text in the message"):
        await bot.edit_message_text("x", group.id, sent.message_id)
    await bot.edit_message_media(InputMediaPhoto(png(), caption="New"), group.id, sent.message_id)
    assert group.messages[sent.message_id].text == "New"


async def test_edit_and_delete(bot: Bot, group: Group, anna: Person) -> None:
    rows = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="v:1")]])
    sent = await bot.send_message(group.id, "Bread?", reply_markup=rows)
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_text("Bread?", group.id, sent.message_id, reply_markup=rows)
    await bot.edit_message_text("Bread? 1", group.id, sent.message_id)
    assert group.messages[sent.message_id].buttons == []
    said = await anna.say(group, "No")
    with pytest.raises(BadRequest, match=r"(?i)message can't be edited"):
        await bot.edit_message_text("Yes", group.id, said.id)
    await bot.delete_message(group.id, said.id)
    assert said.deleted
    with pytest.raises(BadRequest, match=r"(?i)message to delete not found"):
        await bot.delete_message(group.id, said.id)
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("x", group.id, 9999)
    await bot.delete_messages(group.id, [sent.message_id, 9999])
    assert group.messages[sent.message_id].deleted


async def test_private_chats_need_a_start(bot: Bot, server: TelegramServer, anna: Person) -> None:
    with pytest.raises(Forbidden, match=r"(?i)can't initiate conversation"):
        await bot.send_message(anna.id, "Hello")
    await anna.start_bot("hello")
    await bot.send_message(anna.id, "Hello")
    assert [m.text for m in anna.private_messages] == ["Hello"]
    await anna.block_bot()
    with pytest.raises(Forbidden, match=r"(?i)bot was blocked by the user"):
        await bot.send_message(anna.id, "Hello?")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(424242, "Hello")


async def test_topics(bot: Bot, server: TelegramServer, owner: Person, anna: Person) -> None:
    forum = server.add_group("Forum", owner, forum=True, bot_rights=all_rights())
    await anna.join(forum)
    ideas = await forum.create_topic("Ideas")
    await anna.say(forum, "in ideas", topic=ideas)
    await anna.say(forum, "in general")
    sent = await bot.send_message(forum.id, "also in ideas", message_thread_id=ideas)
    assert sent.is_topic_message and sent.message_thread_id == ideas
    with pytest.raises(BadRequest, match=r"(?i)message thread not found"):
        await bot.send_message(forum.id, "x", message_thread_id=1)
    opened = await bot.create_forum_topic(forum.id, "Support")
    assert forum.topics[opened.message_thread_id] == "Support"
    texts = {
        u.message.text: (u.message.message_thread_id, u.message.is_topic_message)
        for u in await bot.get_updates()
        if u.message and u.message.text
    }
    assert texts == {"in ideas": (ideas, True), "in general": (None, None)}
