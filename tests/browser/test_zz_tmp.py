import pytest, urllib.request
pytestmark=[pytest.mark.django_db(transaction=True)]
def test_x(live_server):
    import urllib.error
    try:
        r=urllib.request.urlopen(live_server.url+'/'); t=r.read().decode(); print(r.status, r.url, 'E-mail' in t, t[t.find('<main'):][:1500])
    except urllib.error.HTTPError as e: print(e.code, e.read()[:300])
    assert 0
