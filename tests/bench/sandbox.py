"""How many messages a second the sandbox takes: it must never be what a benchmark of a bot measures."""

import asyncio
import json
import multiprocessing
import os
import sys
import time
from multiprocessing.queues import Queue
from pathlib import Path

from sandbox.server import SandboxServer

_MESSAGES = 12_000
_CONNECTIONS = 20
_AT_LEAST = 3_000
_PERSON = 1001


def _serve(told: "Queue[tuple[int, int]]") -> None:
    async def serve() -> None:
        server = SandboxServer()
        server.world.people[_PERSON].started = True
        await server.start()
        told.put((server.port, os.getpid()))
        await asyncio.Event().wait()

    asyncio.run(serve())


async def _send(port: int, count: int) -> None:
    """Send so many messages, each of which must be taken; plain sockets, so that the client is not the limit."""
    body = json.dumps({"chat_id": _PERSON, "text": "<b>Сәлем</b>! Бұл — хабарлама.", "parse_mode": "HTML"}).encode()
    head = f"POST /bot42:TEST/sendMessage HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(count // _CONNECTIONS):
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            if not json.loads(await reader.readexactly(length))["ok"]:
                raise SystemExit("sandbox: a message was refused")
        writer.close()

    await asyncio.gather(*(connection() for _ in range(_CONNECTIONS)))


def _cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Let one process serve and another one send."""
    told: Queue[tuple[int, int]] = multiprocessing.Queue()
    server = multiprocessing.Process(target=_serve, args=(told,), daemon=True)
    server.start()
    port, number = told.get(timeout=30)
    try:
        asyncio.run(_send(port, _MESSAGES // 10))
        before, begun = _cpu_seconds(number), time.perf_counter()
        asyncio.run(_send(port, _MESSAGES))
        took, cpu = time.perf_counter() - begun, _cpu_seconds(number) - before
    finally:
        server.terminate()
        server.join()
    rate = _MESSAGES / took
    print(
        f"sandbox: {rate:.0f} sendMessage a second ({rate / _AT_LEAST:.2f} of the least), {_MESSAGES / cpu:.0f} a core"
    )
    if _MESSAGES / cpu < _AT_LEAST:
        sys.exit(f"sandbox: fewer than {_AT_LEAST} messages a second on one core")


if __name__ == "__main__":
    main()
