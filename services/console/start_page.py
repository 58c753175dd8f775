"""The page at `/`: what runs here, where it is described, whom one may sign in as."""

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from libs.common.web.call import Call
from services.console.issuer import DEMO_PASSWORD, demo_users

_WORDS = {
    "en": {
        "title": "Aftercare",
        "lead": "After-sales service on one machine.",
        "services": "Services",
        "calls": "calls",
        "events": "events",
        "state": "state",
        "prices": "Price list, for everyone to see",
        "users": "Demo users",
        "password": "Password for all of them",
        "sign_in": "Sign in in this browser, to read",
        "sign_out": "sign out",
        "intake": "Calls, customers, units, tickets",
        "dispatch": "Technicians, visits, partners",
        "complaints": "Cases, decisions, penalties",
        "followup": "Surveys, follow-ups, appraisals",
    },
    "zh": {
        "title": "Aftercare 售后服务平台",
        "lead": "单机运行的售后服务系统。",
        "services": "服务",
        "calls": "接口",
        "events": "事件",
        "state": "状态",
        "prices": "服务收费标准公示",
        "users": "演示用户",
        "password": "统一密码",
        "sign_in": "在此浏览器登录（仅可查看）",
        "sign_out": "退出",
        "intake": "来电、客户、机身、服务登记",
        "dispatch": "派工、上门服务、合作维修商",
        "complaints": "客户投诉、核决、奖罚",
        "followup": "满意度调查、回访、考核",
    },
}

_PAGE = Environment(autoescape=True).from_string(r"""<!doctype html>
<html lang="{{ language }}"><head><meta charset="utf-8"><title>{{ words.title }}</title>
<meta name="viewport" content="width=device-width">
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}td{border-top:1px solid #ddd;padding:.4rem .8rem .4rem 0}
code{background:#f3f3f3;padding:.1rem .3rem}</style></head><body>
<h1>{{ words.title }}</h1><p>{{ words.lead }}</p>
<h2>{{ words.services }}</h2><table>
{% for name in services %}<tr><td><b>{{ name }}</b></td><td>{{ words[name] }}</td>
<td><a href="/{{ name }}/docs">{{ words.calls }}</a></td>
<td><a href="/{{ name }}/asyncapi.json">{{ words.events }}</a></td>
<td><a href="/{{ name }}/health/ready">{{ words.state }}</a></td></tr>
{% endfor %}</table>
<p><a href="/dispatch/v1/price-lists/board">{{ words.prices }}</a></p>
<h2>{{ words.users }}</h2>
<p>{{ words.password }}: <code>{{ password }}</code></p>
<p>{% for user in users %}<code>{{ user }}</code> {% endfor %}</p>
<p><a href="/auth/sign-in">{{ words.sign_in }}</a> · <a href="/auth/sign-out">{{ words.sign_out }}</a></p>
<pre>curl -d grant_type=password -d username=agent -d password={{ password }} \
  {{ public_url }}/auth/token</pre>
</body></html>
""")


class StartPage:
    def __init__(self, services: tuple[str, ...], public_url: str) -> None:
        self._services = services
        self._public_url = public_url

    async def show(self, request: Request) -> Response:
        call: Call = request.scope["call"]
        page = _PAGE.render(
            language=call.language,
            words=_WORDS[call.language],
            services=self._services,
            users=demo_users(),
            password=DEMO_PASSWORD,
            public_url=self._public_url,
        )
        return HTMLResponse(page, headers={"Content-Language": call.language})
