"""The Model Context Protocol's own Python library against annexa: over HTTP, and over standard input and output."""

import asyncio
import os
import tempfile

import httpx2
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

POLICY = "# Backup policy\n\nThe platform lead must back up the customer database every day and restore a copy every quarter.\n"


async def use(name: str, client: Client) -> None:
    tools = [tool.name for tool in (await client.list_tools()).tools]
    assert "ask" in tools and "analyse_gap" in tools, tools
    answer = await client.call_tool("ask", {"question": "What evidence do I need for A.5.23?"})
    assert not answer.is_error and "[1]" in answer.content[0].text
    assert answer.structured_content["refs"] == ["A.5.23"], answer.structured_content
    report = await client.call_tool("analyse_gap", {"text": POLICY, "name": "backup.md"})
    assert not report.is_error, report
    summary = report.structured_content["summary"]
    wrong = await client.call_tool("ask", {"qestion": "What?"})
    assert wrong.is_error and "qestion" in wrong.content[0].text, wrong
    resources = (await client.list_resources()).resources
    page = (await client.read_resource("annexa://control/A.5.23")).contents[0]
    assert page.text.startswith("# A.5.23 "), page
    prompts = [prompt.name for prompt in (await client.list_prompts()).prompts]
    filled = await client.get_prompt("audit_interview", {"requirement": "A.8.13"})
    assert "A.8.13" in filled.messages[0].content.text
    print(f"{name}: protocol {client.protocol_version}, tools {', '.join(tools)}")
    print(f"{name}: gap analysis {summary}")
    print(f"{name}: {len(resources)} resources on the first page, prompts {', '.join(prompts)}")
    print(f"{name}: bad arguments: {wrong.content[0].text}")
    try:
        await client.read_resource("annexa://control/A.9.99")
    except MCPError as error:
        print(f"{name}: unknown resource: {error}")
    else:
        raise SystemExit(f"{name}: an unknown resource was read")


async def main() -> None:
    headers = {"Authorization": f"Bearer {os.environ['CLIENT_KEY']}"}
    async with httpx2.AsyncClient(headers=headers, timeout=120) as http:
        async with Client(streamable_http_client(os.environ["CLIENT_URL"] + "/mcp", http_client=http)) as client:
            await use("http", client)
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "ANNEXA_DATA_DIR": folder, "ANNEXA_EMBED_MODEL": "off"}
        program = StdioServerParameters(command=os.environ["CLIENT_PROGRAM"], args=["mcp"], env=environment)
        async with Client(program) as client:
            await use("stdio", client)


asyncio.run(main())
