"""The reports are served as files: to be read, and nothing beside them."""

import socket
from http.client import HTTPConnection

import pytest

from orchestration.environment import CannotStart
from orchestration.serving import serving


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def asked(module_path):
    """Ask the server of a folder, beside which lies what it must not give away."""
    folder = module_path / "reports"
    (folder / "models").mkdir(parents=True)
    (folder / "landing").mkdir()
    (folder / "index.html").write_text("all reports")
    (folder / "models" / "index.html").write_text("models")
    (folder / ".index.html").write_text("half")
    (module_path / "working.duckdb").write_text("secret")
    (folder / "out").symlink_to(module_path)
    port = free_port()

    def ask(path, method="GET"):
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.putrequest(method, path, skip_host=False)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer, body

    with serving(folder, port):
        yield ask


def test_a_folder_is_its_index_with_headers_that_let_nothing_else_in(asked):
    answer, body = asked("/")
    assert (answer.status, body) == (200, "all reports")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and "script-src" not in policy
    assert "python" not in answer.headers["Server"].lower()


def test_only_dbts_page_may_run_scripts_and_none_may_call_out(asked):
    answer, body = asked("/models/")
    assert body == "models"
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'unsafe-inline' 'unsafe-eval'" in policy
    assert "http" not in policy and "connect-src" not in policy


@pytest.mark.parametrize(
    "path",
    [
        "/../working.duckdb",
        "/%2e%2e/working.duckdb",
        "/models/..%2f..%2fworking.duckdb",
        "//etc/passwd",
        "/out/working.duckdb",
        "/.index.html",
        "/landing/",
        "/landing/salesforce/lead.html",
        "/%00",
        "/index.html%00.png",
    ],
)
def test_what_is_no_report_is_not_found(asked, path):
    answer, body = asked(path)
    assert answer.status == 404
    assert "secret" not in body and "no load brought anything" in body


def test_a_request_that_is_none_is_refused(asked, capfd):
    answer, _ = asked("/" + "x" * 70_000)
    assert answer.status == 414
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(asked, method):
    assert asked("/index.html", method)[0].status == 501


def test_a_taken_port_is_told_in_one_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = f"^port {port}, .* is taken. Set ACCORD_UI_PORT"
        with pytest.raises(CannotStart, match=told), serving(tmp_path, port):
            pass


def test_the_port_is_free_again_at_the_end(tmp_path):
    port = free_port()
    for _ in range(2):
        with serving(tmp_path, port):
            pass
