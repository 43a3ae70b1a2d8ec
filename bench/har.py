#!/usr/bin/env python3
"""Writes a HAR file of a given size, as Chrome exports them, to measure `tcf extract`.

    python3 bench/har.py 1000000000 > visit.har
    python3 bench/har.py 1000000000 --bodies > bodies.har

Two of five requests have consent parameters, three of ten have cookies. With --bodies, every
response has a script of 2 to 25 KB, which `tcf extract` skips.
"""

import json, random, sys

TC = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA"
HOSTS = "ads.example tag.example sync.example cdn.example partner.example news.example".split()
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0"
REQUEST_HEADERS = {
    ":method": "GET",
    ":scheme": "https",
    "accept": "*/*",
    "accept-encoding": "gzip, deflate, br, zstd",
    "accept-language": "en-GB,en;q=0.9,de;q=0.8",
    "cache-control": "no-cache",
    "sec-ch-ua": '"Chromium";v="136", "Not.A/Brand";v="99"',
    "user-agent": AGENT,
    "referer": "https://news.example/",
}
RESPONSE_HEADERS = {
    "content-type": "image/gif",
    "date": "Mon, 01 Jun 2026 10:00:00 GMT",
    "server": "nginx",
    "strict-transport-security": "max-age=31536000",
}
TIMINGS = {"blocked": 1.2, "dns": -1, "ssl": -1, "connect": -1, "send": 0.1, "wait": 9.1}


def headers(of):
    return [{"name": name, "value": value} for name, value in of.items()]


def entry(random, number, with_body):
    digits = lambda count: f"{random.getrandbits(4 * count):0{count}x}"
    host = random.choice(HOSTS)
    url = f"https://{host}/{digits(8)}/p?id={digits(32)}&ts={number}"
    if random.random() < 0.4:
        url += f"&gdpr=1&gdpr_consent={TC}&gpp=&us_privacy=1---"
    sent = {":authority": host} | REQUEST_HEADERS
    if random.random() < 0.3:
        sent["cookie"] = f"uid={digits(24)}; euconsent-v2={TC}; _ga=GA1.2.{number}"
    frame = {"functionName": "a", "scriptId": "12", "url": "https://cdn.example/app.js"}
    content = {"size": 43, "mimeType": "image/gif"}
    if with_body:
        line = f'function f(){{return "{digits(400)}"}}\n'
        text = line * random.randint(5, 60)
        content = {"size": len(text), "mimeType": "text/javascript", "text": text}
    return {
        "_initiator": {"type": "script", "stack": {"callFrames": [frame] * 6}},
        "_priority": "Low",
        "_resourceType": "image",
        "cache": {},
        "connection": "443",
        "pageref": "page_1",
        "request": {
            "method": "GET",
            "url": url,
            "httpVersion": "h2",
            "headers": headers(sent),
            "queryString": [{"name": "id", "value": digits(32)}],
            "cookies": [],
            "headersSize": -1,
            "bodySize": 0,
        },
        "response": {
            "status": 200,
            "statusText": "",
            "httpVersion": "h2",
            "headers": headers(RESPONSE_HEADERS),
            "cookies": [],
            "content": content,
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "serverIPAddress": "192.0.2.1",
        "startedDateTime": "2026-06-01T10:00:00.000Z",
        "time": 12.3,
        "timings": TIMINGS | {"receive": 1.9},
    }


def main():
    size, with_body = int(sys.argv[1]), "--bodies" in sys.argv[2:]
    numbers = random.Random(1)
    creator = {"name": "WebInspector", "version": "537.36"}
    log = json.dumps({"version": "1.2", "creator": creator, "pages": []})
    written = sys.stdout.write('{"log": ' + log[:-1] + ', "entries": [\n')
    number = 0
    while written < size:
        separator = ",\n" if number else ""
        text = json.dumps(entry(numbers, number, with_body))
        written += sys.stdout.write(separator + text)
        number += 1
    sys.stdout.write("\n]}}\n")


main()
