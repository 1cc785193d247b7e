"""Definitions, versions and migrations over HTTP."""

from __future__ import annotations

from xieyun.kernel.i18n import language_of
from xieyun.process import selectors, tasks
from xieyun.process.tests.factories import grant_administrator, linear, persons, publish, task
from xieyun.process.tests.test_api import Browser
from xieyun.process.tests.test_migrating import begin, first, second, versions


def test_a_migration_from_preview_to_undoing(world):
    grant_administrator(world, "colleague")
    code = publish(world, first(world))
    (outcome,) = begin(world, code)
    keeper = Browser(world, "colleague")
    drafted = keeper.post(f"/process-definitions/{code}/draft", {"xml": second(world).decode()})
    assert (drafted.status_code, drafted.json()["status"]) == (200, "draft"), drafted.content
    new = drafted.json()["id"]
    assert keeper.post(f"/process-definition-versions/{new}/publish").json()["status"] == "published"
    detail = keeper.get(f"/process-definitions/{code}").json()
    assert [(row["version"], row["status"], row["running"]) for row in detail["versions"]] == [
        (2, "published", 0), (1, "retired", 1)
    ]  # fmt: skip
    path = f"/process-definition-versions/{detail['versions'][1]['id']}"
    suggested = keeper.get(f"{path}/mapping?to_version_id={new}").json()["activities"]
    assert [(row["id"], row["suggested"]) for row in suggested] == [("head", None), ("finance", "finance")]
    preview = keeper.post(f"{path}/migration-preview", {"to_version_id": new, "mapping": {}}).json()
    assert (preview["movable"], preview["blocked"]) == (0, 1)
    assert preview["items"][0]["reason"]
    plan = {"to_version_id": new, "mapping": {"head": "chief"}}
    silent = keeper.post(f"{path}/migrate", plan)
    assert (silent.status_code, silent.json()["code"]) == (422, "invalid-input"), silent.content
    begun = keeper.post(f"{path}/migrate", plan | {"reason": "新制度"})
    assert (begun.status_code, begun.json()["status"]) == (200, "moving"), begun.content
    batch = begun.json()["id"]
    tasks.migrate_instances(migration_id=batch)
    assert keeper.get(f"/process-migrations/{batch}").json()["counts"]["moved"] == 1
    assert keeper.get(f"/process-migrations/{batch}/lines").json()["items"][0]["status"] == "moved"
    assert keeper.post(f"/process-migrations/{batch}/undo", {"reason": "有误"}).json()["status"] == "undoing"
    tasks.migrate_instances(migration_id=batch)
    assert keeper.get(f"/process-definitions/{code}/migrations").json()["items"][0]["counts"]["back"] == 1
    assert str(versions(code)[0].id) in path
    assert outcome.status == "running"


def test_a_wrong_file_names_the_element(world):
    grant_administrator(world, "colleague")
    code = publish(world, first(world))
    wrong = linear(task("head", 'kind="oracle"'))
    answer = Browser(world, "colleague").post(f"/process-definitions/{code}/draft", {"xml": wrong.decode()})
    assert (answer.status_code, answer.json()["code"]) == (422, "definition-invalid")
    assert answer.json()["errors"][0]["field"] == "head"


def test_for_others_the_pages_are_not_there(world):
    code = publish(world, linear(task("head", persons(world, "head"))))
    version = versions(code)[0].id
    head = Browser(world, "head")
    for path in ("/process-definitions", f"/process-definitions/{code}", f"/process-definition-versions/{version}"):
        assert head.get(path).status_code == 404
    assert head.post(f"/process-definition-versions/{version}/retire").status_code == 404
    assert versions(code)[0].status == "published"


def test_the_platform_is_called_in_the_language_of_the_reader(world):
    grant_administrator(world, "colleague")
    code, keeper = publish(world, first(world)), world.actor("colleague")
    for language, name in (("zh-CN", "系统"), ("en-US", "System")):
        with language_of(language):
            (version,) = selectors.definition_detail(keeper, code)["versions"]
            listed = next(row for row in selectors.list_definitions(keeper)["items"] if row["code"] == code)
        assert [version["created_by"], version["published_by"], listed["published_by"]] == [name] * 3
