"""What is said around the intake."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.api.boards.audience import crowd
from bot.api.model import Member
from bot.api.reply import Button, Field, Form, Look, Reply
from bot.api.text import Join, Mention, Moment, T, Text, bold, code, italic, joined, lines, quote

from .model import LONGEST_TEXT, Question
from .payloads import Begin, ForgetAnswers, Introduce, Onward, Pick, Remove, Withdraw, Write

PER_ROW = 3
NO_QUESTIONS = T("There are no questions here.")
GONE = T("That question is not asked any more. Go on with {command}.", command="/intake answer")
NOTHING_KEPT = T("I keep no answers of yours.")
FORGOTTEN = T("Done: your answers are deleted.")
THANKS = T("Thank you! You can see and change your answers with {command}.", command="/intake mine")
NOT_INTRODUCED = T("All right, nothing was posted, and what you wrote was not kept.")
WITHDRAWN = T("Done: your introduction is deleted, with what you wrote for it.")
INTRODUCED_ALREADY = T("You were introduced already. Delete that one first with {command}.",
                       command="/intake mine")  # fmt: skip
OTHER_WORDS = T("I would rather not post these words for you. Please answer again in other ones.")
NOT_KEPT = T(
    "I do not have your words any more, for I keep none before you agree. Please answer again with "
    "{command}.",
    command="/intake answer",
)
NO_LINKS = T("I post no links or @names for newcomers. Please answer again without them.")
NOT_HERE = T("You are not in this community at the moment, so I cannot introduce you.")
NO_GENERAL = T("There is no channel for introductions here, so nothing was posted.")


def button() -> Button:
    """Leads to the questions."""
    return Button(T("Tell us about you"), Begin())


def ask(
    question: Question, number: int, total: int, chosen: Collection[int], written: str = ""
) -> Reply:
    """One question with its buttons."""
    rows: list[list[Button]] = []
    for choice in question.choices:
        mine = choice.id in chosen
        label: Text = Join(("✓ ", choice.label)) if mine else choice.label
        look = Look.SUCCESS if mine else Look.SECONDARY
        if not rows or len(rows[-1]) == PER_ROW:
            rows.append([])
        rows[-1].append(Button(label, Pick(question.id, choice.id), look))
    answered = bool(written) or any(c.id in chosen for c in question.choices)
    onward = Button(T("Next") if answered else T("Skip"), Onward(question.id))
    if question.kind == "text":
        rows.append([Button(T("Write …"), Write(question.id), Look.PRIMARY), onward])
    else:
        rows.append([onward])
    return Reply(lines(*_asked(question, number, total), quote(written) if written else None), rows)


def _asked(question: Question, number: int, total: int) -> list[Text]:
    hint = {
        "one": None,
        "several": T("Choose as many as you like, then go on."),
        "text": T("It is only kept if you let me introduce you with it."),
    }[question.kind]
    asked: list[Text | None] = [
        T("Question {number} of {total}: {question}", number=number, total=total,
          question=bold(question.question)),
        italic(T("What it is for: {purpose}", purpose=question.purpose)),
        hint,
    ]  # fmt: skip
    return [part for part in asked if part is not None]


def form(question: Question, written: str) -> Form:
    """An answer in own words."""
    field = Field(
        "text",
        question.question,
        question.purpose,
        value=written,
        required=False,
        max=LONGEST_TEXT,
        multiline=True,
    )
    return Form(T("Tell us about you"), [field], Write(question.id))


# ---- introductions


def introduction(
    member: Member, asked: Sequence[Question], chosen: Collection[int], said: Mapping[int, str]
) -> Text:
    """What is posted."""
    return lines(
        T("👋 This is {who}. Say hello!", who=Mention(member, ping=False)),
        *answers(asked, chosen, said),
    )


def answers(
    asked: Sequence[Question], chosen: Collection[int], said: Mapping[int, str]
) -> list[Text]:
    """A line for each question that was answered."""
    found: list[Text] = []
    for question in asked:
        labels = [choice.label for choice in question.choices if choice.id in chosen]
        answer = said.get(question.id, "") or joined(labels)
        if labels or question.id in said:
            found.append(lines(bold(question.question), quote(answer)))
    return found


def offer(text: Text, channel: str, texts: int) -> Reply:
    """Ask whether it may be posted, with so many answers in own words."""
    return Reply(
        lines(
            T(
                "Thank you! Shall I introduce you in {channel}? It would say:",
                channel=bold(channel),
            ),
            text,
        ),
        [[
            Button(T("Yes, introduce me"), Introduce(True, texts), Look.SUCCESS),
            Button(T("No, thanks"), Introduce(False, texts)),
        ]],
    )  # fmt: skip


def introduced(channel: str) -> Reply:
    """It is posted."""
    text = T("Done: you are introduced in {channel}.", channel=bold(channel))
    return Reply(text, [[Button(T("Delete it again"), Withdraw(), Look.DANGER)]], spare=True)


def mine(found: Sequence[Text], introduced_at: int | None) -> Reply:
    """All that is kept of somebody's answers."""
    if not found and introduced_at is None:
        return Reply(NOTHING_KEPT, [[Button(T("Answer the questions"), Begin())]], spare=True)
    posted = (
        T("You were introduced on {date}.", date=Moment(introduced_at, "date"))
        if introduced_at is not None
        else None
    )
    buttons = [Button(T("Answer again"), Begin())]
    if introduced_at is not None:
        buttons.append(Button(T("Delete my introduction"), Withdraw(), Look.DANGER))
    buttons.append(Button(T("Delete everything"), ForgetAnswers(), Look.DANGER))
    return Reply(lines(bold(T("Your answers")), *found, posted), [buttons])


# ---- for owners


def added(question: Question, *, checked: bool) -> Text:
    """The question is asked from now on; `checked` says that its roles can be given."""
    example = question.choices[0].label if question.choices else ""
    use = (
        T(
            "In segments it is {example}.",
            example=code(f'{question.word} is "{example}"'),
        )
        if example
        else None
    )
    said = T("Done: newcomers are asked “{question}”.", question=question.question)
    rights = (
        None
        if checked
        else T(
            "I could not check the roles. On Discord I need the right “Manage Roles”, on Telegram "
            "“Edit member tags”."
        )
    )
    return lines(said, use, rights, T("See it with {command}.", command="/intake preview"))


def listed(asked: Sequence[Question], tally: Mapping[int, int]) -> Text:
    """All questions with how often each choice was made."""
    if not asked:
        return T("There are no questions yet. Begin with {command}.", command="/intake add")
    return lines(*(_row(n, question, tally) for n, question in enumerate(asked, 1)))


def _row(number: int, question: Question, tally: Mapping[int, int]) -> Text:
    chosen = [
        Join((choice.label, f" → {choice.role}" if choice.role else "",
              f": {crowd(tally.get(choice.id, 0))}"))
        for choice in question.choices
    ]  # fmt: skip
    return lines(
        Join((f"{number}. ", bold(question.question), " ", code(question.word))),
        italic(question.purpose),
        joined(chosen) if chosen else T("Answered in own words"),
    )


def preview(asked: Sequence[Question]) -> Text:
    """As a newcomer would see them, one below the other."""
    if not asked:
        return NO_QUESTIONS
    shown: list[Text] = []
    for n, question in enumerate(asked, 1):
        buttons = [f"[{choice.label}]" for choice in question.choices]
        shown += [
            *_asked(question, n, len(asked)),
            " ".join(buttons) or Join(("[", T("Write …"), "]")),
            "",
        ]
    return lines(*shown[:-1])


def confirm_removal(question: Question) -> Reply:
    """Asks before answers are lost."""
    return Reply(
        T(
            "Remove “{question}”? All answers to it are deleted, and segments that use {word} stop "
            "working.",
            question=question.question,
            word=code(question.word),
        ),
        [[Button(T("Remove it"), Remove(question.id), Look.DANGER)]],
        tone="warn",
    )
