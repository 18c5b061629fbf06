"""Requests reach a Chalice application as API Gateway would bring them."""

import threading

from chalice.app import Chalice, Request, Response

from localstack.gateway import FunctionsGateway
from tests.unit.local.wsgi_client import call


def _request(app: Chalice) -> Request:
    assert app.current_request is not None
    return app.current_request


def _app() -> Chalice:
    app = Chalice(app_name="example")

    @app.route("/api/echo/{word}", methods=["POST"])
    def echo(word: str) -> dict[str, object]:
        request = _request(app)
        return {
            "word": word,
            "query": dict(request.query_params or {}),
            "agent": request.headers.get("user-agent"),
            "ip": request.context["identity"]["sourceIp"],
            "body": request.json_body,
        }

    @app.route("/api/cookies")
    def cookies() -> Response:
        return Response("ok", headers={"Set-Cookie": ["a=1", "b=2"], "Content-Type": "text/plain"})

    return app


def test_path_query_headers_body_and_the_callers_address_arrive() -> None:
    answer = call(
        FunctionsGateway(_app()),
        "POST",
        "/api/echo/xin?q=ch%C3%A0o",
        body=b'{"n": 1}',
        content_type="application/json",
        HTTP_USER_AGENT="test",
    )
    assert answer.status == 200
    assert answer.json() == {
        "word": "xin",
        "query": {"q": "chào"},
        "agent": "test",
        "ip": "192.0.2.7",
        "body": {"n": 1},
    }


def test_several_cookies_stay_several_headers() -> None:
    answer = call(FunctionsGateway(_app()), "GET", "/api/cookies")
    assert [value for name, value in answer.headers if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert answer.body == b"ok"


def test_an_unknown_path_is_a_404_problem_in_both_languages() -> None:
    answer = call(FunctionsGateway(_app()), "GET", "/api/nothing-here")
    assert answer.status == 404
    assert answer.header("Content-Type") == "application/problem+json"
    assert answer.json()["code"] == "not_found"
    assert set(answer.json()["messages"]) == {"vi", "en"}


def test_a_wrong_method_is_a_405_problem_in_both_languages() -> None:
    answer = call(FunctionsGateway(_app()), "PUT", "/api/cookies")
    assert answer.status == 405
    assert answer.header("Content-Type") == "application/problem+json"
    assert answer.json()["code"] == "method_not_allowed"
    assert set(answer.json()["messages"]) == {"vi", "en"}


def test_requests_of_several_threads_do_not_see_each_other() -> None:
    app = Chalice(app_name="example")
    both_inside = threading.Barrier(2, timeout=10)

    @app.route("/api/{word}")
    def say(word: str) -> dict[str, object]:
        both_inside.wait()
        return {"path": _request(app).context["path"], "word": word}

    gateway = FunctionsGateway(app)
    answers: dict[str, object] = {}

    def ask(word: str) -> None:
        answers[word] = call(gateway, "GET", f"/api/{word}").json()

    threads = [threading.Thread(target=ask, args=(word,)) for word in ("mot", "hai")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {w: {"path": f"/api/{w}", "word": w} for w in ("mot", "hai")}
