"""Routes of the organisation room: session, people, tree."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router
from ninja.responses import Status

from xieyun.kernel.request import Request
from xieyun.organization import actions, schemas, search, second_factor, tree
from xieyun.organization.session import act_in, actor_signed_in, keep_session, session_of
from xieyun.organization.sign_in import sign_in, sign_out

router = Router(tags=["organization"])
Cursor = Annotated[str | None, Query(max_length=2000)]
PageSize = Annotated[int, Query(ge=1, le=100)]
Words = Annotated[str, Query(max_length=search.LONGEST_QUERY)]


@router.get("/session", response=schemas.SessionOut, auth=None, operation_id="get_session")
def get_session(request: Request) -> Any:
    """Tell who is signed in, and hand out the CSRF token; `account` is null when nobody is."""
    return session_of(request, request.actor)


@router.post("/session", response=schemas.SessionOut, auth=None, operation_id="sign_in")
def post_session(request: Request, body: schemas.SignInIn) -> Any:
    """Sign in with login and password, and with `totp` when the account has a second factor."""
    account = sign_in(request, login=body.login, password=body.password, code=body.totp)
    return session_of(request, actor_signed_in(request, account))


@router.delete("/session", response={204: None}, operation_id="sign_out")
def delete_session(request: Request) -> Status[None]:
    """Sign out: the session ends everywhere."""
    sign_out(request, request.actor)
    return Status(204, None)


@router.put("/session/assignment", response=schemas.SessionOut, operation_id="act_in_assignment")
def put_assignment(request: Request, body: schemas.AssignmentIn) -> Any:
    """Act in another of my assignments from now on."""
    return session_of(request, act_in(request, actor=request.actor, assignment_id=body.assignment_id))


@router.put("/session/password", response={204: None}, operation_id="change_password")
def put_password(request: Request, body: schemas.PasswordIn) -> Status[None]:
    """Change my password; my other sessions end."""
    account = actions.change_password(actor=request.actor, current=body.current, new=body.new)
    keep_session(request, account)
    return Status(204, None)


@router.post("/session/totp", response=schemas.EnrolmentOut, operation_id="begin_totp")
def post_totp(request: Request, response: HttpResponse) -> Any:
    """Begin a second factor: a secret for an authenticator app, active once its first code is confirmed."""
    response["Cache-Control"] = "no-store"
    return second_factor.begin(request, actor=request.actor)


@router.put("/session/totp", response=schemas.RecoveryCodesOut, operation_id="confirm_totp")
def put_totp(request: Request, body: schemas.CodeIn, response: HttpResponse) -> Any:
    """Confirm the second factor with its first code; answers recovery codes."""
    response["Cache-Control"] = "no-store"
    return {"recovery_codes": second_factor.confirm(request, actor=request.actor, code=body.code)}


@router.delete("/session/totp", response={204: None}, operation_id="remove_totp")
def delete_totp(request: Request, body: schemas.PasswordAgainIn) -> Status[None]:
    """Give up the second factor; needs the password again."""
    second_factor.deactivate(actor=request.actor, password=body.password)
    return Status(204, None)


@router.get("/people", response=schemas.PeoplePageOut, operation_id="list_people")
def list_people(
    request: Request, query: Words = "", node: UUID | None = None, cursor: Cursor = None, page_size: PageSize = 20
) -> Any:
    """Find colleagues by name, pinyin, initials or number; without a query those near me."""
    return search.people(request.actor, query, node_id=node, cursor=cursor, size=page_size)


@router.get("/people/{person_id}", response=schemas.PersonPageOut, operation_id="get_person")
def get_person(request: Request, person_id: UUID) -> Any:
    """Show a colleague with today's posts."""
    return tree.person_page(request.actor, person_id)


@router.get("/org-nodes", response=schemas.NodePageOut, operation_id="list_org_nodes")
def list_org_nodes(
    request: Request,
    parent: UUID | None = None,
    query: Words = "",
    cursor: Cursor = None,
    page_size: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Any:
    """List the children of a node (the group itself without one), or the nodes that a query finds."""
    return tree.nodes(request.actor, parent_id=parent, query=query, cursor=cursor, size=page_size)


@router.get("/org-nodes/{node_id}/people", response=schemas.PeoplePageOut, operation_id="list_node_people")
def list_node_people(
    request: Request,
    node_id: UUID,
    query: Words = "",
    below: bool = False,
    cursor: Cursor = None,
    page_size: PageSize = 20,
) -> Any:
    """List the people of a node, with `below` those of everything below it as well."""
    return search.people(request.actor, query, node_id=node_id, below=below, cursor=cursor, size=page_size)


@router.get("/posts", response=schemas.PostsOut, operation_id="list_posts")
def list_posts(request: Request) -> Any:
    """List the posts of my group."""
    return {"items": tree.posts(request.actor)}
