"""Random sequences of actions by both sides, after each of which the laws hold."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from contacts.models import User
from core.audience import Audience, acting_as
from core.canonical import fingerprint
from core.errors import Refusal
from core.history import verify
from core.models import Answer, Concern, Concurrence, Question, QuestionState
from core.models.decisions import CONSENT
from core.rls import protected_tables
from core.sides import Side
from projects import actions
from projects.enums import Stage
from projects.models import Project, ProjectRevision, Remark, StageChange
from projects.workflow import PROJECT
from tests.cast import make_cast
from tests.factories import WHY, document, make_project

CANARY = {Side.US: "zyzzyvausa", Side.ROK: "zyzzyvarok"}
ROLES = ("poc", "lead", "staff", "leader")
BINDING = {step.name for step in PROJECT if step.both_sides and step.target}
sides, roles = st.sampled_from(Side), st.sampled_from(ROLES)
steps = st.sampled_from([step.name for step in PROJECT if step.target])


class BothSides(RuleBasedStateMachine):
    """Two sides and a few projects; what is refused is refused and changes nothing that a law speaks of."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        with acting_as(Audience.JOINT):
            make_cast()
        self.joint: set = set()
        make_project(stage=Stage.REVIEW)
        for side in Side:
            self.log(side, joint=True)
            self.log(side, joint=False)

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def act(self, side, role, do):
        """Does something as an account of a side on a project that it sees; a refusal is an answer."""
        by = User.objects.get(username=f"{side.lower()}.{role}")
        try:
            with acting_as(by.audience), transaction.atomic():
                do(by)
        except Refusal:
            pass

    def on_one(self, side, role, number, do):
        def pick(by):
            seen = list(Project.objects.visible_to(by).order_by("logged_at", "id"))
            do(seen[number % len(seen)], by)

        self.act(side, role, pick)

    def log(self, side, joint):
        text = document(title_en="Joint" if joint else CANARY[side])
        self.act(side, "poc", lambda by: actions.log_project(text, by=by, joint=joint))

    @rule(side=sides, role=roles, number=st.integers(0, 9))
    def share(self, side, role, number):
        def do(project, by):
            actions.revise(project, {"title_en": "Shared"}, by=by, seen=project.version)
            project.refresh_from_db()
            actions.share(project, by=by, seen=project.version)

        self.on_one(side, role, number, do)

    @rule(side=sides, role=roles, number=st.integers(0, 9))
    def edit(self, side, role, number):
        def do(project, by):
            actions.revise(project, {"summary_en": f"After {project.version}"}, by=by, seen=project.version)

        self.on_one(side, role, number, do)

    @rule(side=sides, number=st.integers(0, 9))
    def sign_then_edit(self, side, number):
        """What an edit makes void would else seldom be there when somebody edits."""

        def sign(project, by):
            if names := [step.name for step in PROJECT.from_stage(project.stage) if step.both_sides]:
                actions.take_step(project, names[number % len(names)], by=by, seen=project.version, reason=WHY)

        self.on_one(side, "lead", number, sign)
        self.edit(side, "poc", number)

    @rule(side=sides, role=roles, number=st.integers(0, 9), private=st.booleans())
    def remark(self, side, role, number, private):
        def do(project, by):
            audience = Audience.of(side) if private else Audience.JOINT
            actions.remark(project, CANARY[side] if private else "Both read this.", audience=audience, by=by)

        self.on_one(side, role, number, do)

    @rule(side=sides, role=roles, number=st.integers(0, 9), step=steps)
    def ask(self, side, role, number, step):
        self.on_one(side, role, number, lambda p, by: actions.ask(p, step, by=by, seen=p.version, reason=WHY))

    @rule(side=sides, number=st.integers(0, 9), step=steps, answer=st.sampled_from(Answer.values))
    def answer(self, side, number, step, answer):
        def do(project, by):
            concerns = [{"en": "A concern."}] if answer == Answer.CONCERNS else []
            actions.take_step(project, step, by=by, seen=project.version, answer=answer, reason=WHY, concerns=concerns)

        self.on_one(side, "lead", number, do)

    @rule(side=sides, number=st.integers(0, 9), data=st.data())
    def walk_on(self, side, number, data):
        """Takes a step that is open, so that sequences get far."""

        def do(project, by):
            names = [step.name for step in PROJECT.from_stage(project.stage)]
            name = data.draw(st.sampled_from(names)) if names else "start"
            actions.take_step(project, name, by=by, seen=project.version, reason=WHY)

        self.on_one(side, "lead", number, do)

    @rule(side=sides, role=roles, number=st.integers(0, 9), step=steps, act=st.sampled_from(["withdraw", "call_off"]))
    def take_back(self, side, role, number, step, act):
        self.on_one(side, role, number, lambda p, by: getattr(actions, act)(p, step, by=by, seen=p.version))

    @precondition(lambda self: Concern.objects.open().exists())
    @rule(side=sides, role=roles)
    def close_a_concern(self, side, role):
        self.act(side, role, lambda by: actions.close_concern(Concern.objects.open()[0], by=by, closing=WHY))

    @invariant()
    def a_stage_that_needs_both_was_reached_by_two_consents_to_one_text(self):
        with acting_as(Audience.JOINT):
            for change in StageChange.objects.filter(step__in=BINDING):
                answers = change.question.answers.standing()
                assert {one.side for one in answers if one.answer in CONSENT} == set(Side)
                assert len({one.person for one in answers}) == len(Side)
                assert {one.text_sha256 for one in answers} == {change.question.text_sha256}

    @invariant()
    def every_signature_stands_under_the_text_that_was_signed(self):
        with acting_as(Audience.JOINT):
            for signed in Concurrence.objects.select_related("question"):
                kept = ProjectRevision.objects.get(project=signed.subject_id, version=signed.question.version)
                assert fingerprint(kept.document) == signed.text_sha256

    @invariant()
    def a_step_is_asked_once_at_a_time_on_the_text_as_it_stands(self):
        with acting_as(Audience.JOINT):
            for question in Question.objects.filter(state=QuestionState.OPEN):
                assert question.version == Project.objects.get(pk=question.subject_id).version

    @invariant()
    def neither_layer_shows_a_side_what_the_other_keeps_private(self):
        for side in Side:
            reader, hidden = User.objects.get(username=f"{side.lower()}.lead"), side.other.value
            with acting_as(Audience.of(side)):
                for table in protected_tables():
                    with connection.cursor() as cursor:
                        cursor.execute(f"SELECT count(*) FROM {table} WHERE audience = %s", [hidden])
                        assert cursor.fetchone() == (0,), table
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('rcf.audience', 'JOINT,US,ROK', true)")
                for model in (Project, Remark, ProjectRevision, StageChange):
                    assert not model.objects.visible_to(reader).filter(audience=hidden).exists()
                cursor.execute("SELECT set_config('rcf.audience', '', true)")

    @invariant()
    def what_was_joint_stays_joint(self):
        with acting_as(Audience.JOINT):
            joint = set(Project.objects.joint().values_list("pk", flat=True))
        assert self.joint <= joint
        self.joint = joint

    @invariant()
    def history_is_whole(self):
        assert [verify(audience)[1] for audience in Audience] == [None] * len(Audience)


@pytest.mark.django_db(transaction=False)
def test_the_laws_hold_after_whatever_both_sides_do():
    run_state_machine_as_test(
        BothSides,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # a sequence that breaks a law is told as it was met: to shorten it takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
