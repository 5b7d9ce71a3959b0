from __future__ import annotations

import hashlib
import json
import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imatter_cli.domain.fund import seal

fixtures_stay_the_same = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
value = st.one_of(st.text(max_size=8), st.integers(-5, 5), st.none(), st.lists(st.integers(0, 3), max_size=3))


def test_the_seal_is_a_digest_anyone_can_work_out(application, review) -> None:
    app = application(1)
    reviews = [review(2, app), review(1, app)]
    bare = [{k: v for k, v in r.items() if k not in ("status", "timeline")} for r in (app, reviews[1], reviews[0])]
    text = json.dumps(
        {"application": bare[0], "reviews": bare[1:]}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert seal.seal(app, reviews) == "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()


@fixtures_stay_the_same
@given(st.sampled_from(["amount", "key_barrier", "costs", "revision", "practitioner", "answers"]), value)
def test_it_changes_if_and_only_if_a_field_decided_on_changes(application, review, name: str, new: Any) -> None:
    app = application(1, key_barrier="no line")
    reviews = [review(1, app), review(2, app)]
    changed = {**app, name: new}
    assert (seal.seal(changed, reviews) == seal.seal(app, reviews)) == (name in app and app[name] == new)


@fixtures_stay_the_same
@given(st.sampled_from(["scores", "comment", "reviewer", "revision"]), value)
def test_a_submitted_review_is_sealed_too(application, review, name: str, new: Any) -> None:
    app = application(1)
    one, two = review(1, app), review(2, app)
    assert (seal.seal(app, [{**one, name: new}, two]) == seal.seal(app, [one, two])) == (one[name] == new)


def test_status_timeline_order_and_other_reviews_are_not_in_it(application, review) -> None:
    app, other = application(1), application(2)
    reviews = [review(n, app) for n in (1, 2, 3)]
    whole = seal.seal(app, reviews)
    shuffled = random.Random(1).sample(reviews, 3)
    assert seal.seal({**dict(reversed(app.items())), "status": "funded", "timeline": []}, shuffled) == whole
    assert seal.seal(app, [*reviews, review(4, app, "assigned"), review(5, app, "recused"), review(6, other)]) == whole
    assert seal.seal(app, reviews[:2]) != whole


def test_a_change_after_the_decision_shows(application, review) -> None:
    app = application(1)
    reviews = [review(1, app), review(2, app)]
    decided = application(
        1, "funded", decided={"outcome": "funded", "award": "250.00", "seal": seal.seal(app, reviews)}
    )
    assert not seal.changed_since_decided(decided, reviews)
    assert seal.changed_since_decided({**decided, "payee": "host"}, reviews)
    assert seal.changed_since_decided(decided, [reviews[0], {**reviews[1], "comment": "no"}])
    assert not seal.changed_since_decided({**decided, "status": "eligible"}, [])


def test_a_deferred_one_edited_on_record_is_not_tampered_with(application, review) -> None:
    app = application(1)
    deferred = application(1, "deferred", decided={"outcome": "deferred", "seal": seal.seal(app, [])}, revision=2)
    assert seal.changed_since_decided(deferred, [])
    answered = {**deferred, "timeline": [*deferred["timeline"], {"event": "edit", "fields": ["costs"]}]}
    assert not seal.changed_since_decided(answered, [])
