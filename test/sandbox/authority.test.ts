/** Authoritative servers in memory, right by the book. */
import { describe, expect, it } from 'vitest';
import { createAuthority } from '../../src/sandbox/authority.ts';
import { decodeMessage } from '../../src/wire/decode.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { cookieOf, cookieOption, extendedErrorsOf } from '../../src/wire/options.ts';
import { OPTION, RCODE } from '../../src/wire/registry.ts';
import { spelledName } from '../../src/wire/spelling.ts';
import { zoneFrom } from '../zone/ask.ts';
import { lines, moment, parcelsOf, query, replies, replyTo } from './packets.ts';

const BIG = Array.from({ length: 8 }, () => `"${'x'.repeat(200)}"`).join(' ');
const PARENT = zoneFrom(
  'example',
  `
@      SOA ns1 host 1 7200 3600 1209600 300
@      NS  ns1
ns1    A   192.0.2.53
www    A   192.0.2.80
big    TXT ${BIG}
fits   TXT "${'y'.repeat(250)}" "${'y'.repeat(250)}"
child  NS  ns1.child
child  DS  4711 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
ns1.child A 192.0.2.54
${Array.from({ length: 13 }, (_, at) => `wide NS ns${at}.wide\nns${at}.wide A 192.0.2.${at}\nns${at}.wide AAAA 2001:db8::${at}`).join('\n')}
${Array.from({ length: 13 }, (_, at) => `tall NS ns${at}.other\nns${at}.other A 192.0.2.${at}\nns${at}.other AAAA 2001:db8::${at}`).join('\n')}
`,
);
const CHILD = zoneFrom(
  'child.example',
  '@ SOA ns1 host 1 7200 3600 1209600 300\n@ NS ns1\nns1 A 192.0.2.54\nwww A 192.0.2.90',
);
const BOTH = createAuthority([PARENT, CHILD]);
const SERVER = createAuthority([PARENT]);

describe('which zone answers', () => {
  it('the deepest that holds the name', () => {
    expect(lines(replyTo(BOTH, query('www.child.example')).answer)).toEqual(['www.child.example. A 192.0.2.90']);
    expect(replyTo(SERVER, query('www.child.example'))).toMatchObject({ aa: false, answer: [] });
  });

  it('the parent for the DS of the child, though the child is served here too', () => {
    const { aa, answer } = replyTo(BOTH, query('child.example', 'DS'));
    expect([aa, answer[0]?.name]).toEqual([true, 'child.example.']);
    const onlyChild = replyTo(createAuthority([CHILD]), query('child.example', 'DS'));
    expect(onlyChild).toMatchObject({ aa: true, answer: [] });
    expect(onlyChild.authority[0]?.name).toBe('child.example.');
  });

  it('none: REFUSED without AA, and why', () => {
    const refused = replyTo(SERVER, query('www.elsewhere.test', 'A', { edns: 1232 }));
    expect(refused).toMatchObject({ rcode: RCODE.REFUSED, aa: false, answer: [], authority: [] });
    expect(extendedErrorsOf(refused.edns?.options ?? [])).toEqual([{ code: 20, text: '' }]);
    expect(replyTo(createAuthority([]), query('.')).rcode).toBe(RCODE.REFUSED);
  });
});

describe('the reply', () => {
  it('has the id, the question, RD and the answer, and never RA or AD', () => {
    const reply = replyTo(SERVER, query('www.example', 'A', { id: 99, rd: true }));
    expect(reply).toMatchObject({ id: 99, qr: true, aa: true, rd: true, ra: false, ad: false, tc: false, rcode: 0 });
    expect(reply.questions).toEqual([{ name: 'www.example.', type: 1, class: 1 }]);
    expect(replyTo(SERVER, query('www.example')).rd).toBe(false);
  });

  it('spells the question as it was asked (RFC 4343 section 4.1)', () => {
    const [parcel] = parcelsOf(SERVER(query('wWw.eXAMPLe'), 'udp', moment()));
    expect(spelledName(parcel?.bytes ?? new Uint8Array(), 12)).toBe('wWw.eXAMPLe.');
    expect(lines(decodeMessage(parcel?.bytes ?? new Uint8Array()).answer)).toEqual(['www.example. A 192.0.2.80']);
  });

  it('says NXDOMAIN and NODATA with the SOA', () => {
    expect(replyTo(SERVER, query('nothing.example'))).toMatchObject({ rcode: RCODE.NXDOMAIN, aa: true });
    expect(replyTo(SERVER, query('www.example', 'AAAA'))).toMatchObject({ rcode: RCODE.NOERROR, answer: [] });
    expect(replyTo(SERVER, query('www.example', 'AAAA')).authority[0]?.type).toBe(6);
  });

  it('says YXDOMAIN where a DNAME makes a name too long', () => {
    const long = ['x', 'y', 'z'].map((letter) => letter.repeat(60)).join('.');
    const server = createAuthority([zoneFrom('example', `old DNAME ${long}.test.`)]);
    const reply = replyTo(server, query(`${'w'.repeat(63)}.v.u.old.example`));
    expect(reply.rcode).toBe(RCODE.YXDOMAIN);
  });
});

describe('what is no question', () => {
  it('is dropped where it is a reply or shorter than a header', () => {
    const bytes = query('www.example');
    expect(replies(SERVER, bytes.subarray(0, 11))).toEqual([]);
    bytes[2] = 0x80;
    expect(replies(SERVER, bytes)).toEqual([]);
  });

  it('gets FORMERR where it cannot be read, with the header alone', () => {
    const [parcel] = parcelsOf(SERVER(query('www.example').subarray(0, 20), 'udp', moment()));
    expect([...(parcel?.bytes ?? [])]).toEqual([0x12, 0x67, 0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('gets FORMERR without a question or for OPT', () => {
    const none = query('www.example').slice(0, 12);
    none[5] = 0;
    expect(replyTo(SERVER, none).rcode).toBe(RCODE.FORMERR);
    expect(replyTo(SERVER, query('www.example', 'OPT')).rcode).toBe(RCODE.FORMERR);
  });

  it('gets NOTIMP for other opcodes, REFUSED for transfers', () => {
    const notify = query('www.example');
    notify[2] = 4 << 3;
    expect(replyTo(SERVER, notify)).toMatchObject({ rcode: RCODE.NOTIMP, opcode: 4 });
    expect(replyTo(SERVER, query('example', 'AXFR'), 'tcp').rcode).toBe(RCODE.REFUSED);
  });
});

describe('EDNS', () => {
  it('is answered with EDNS, and only then', () => {
    expect(replyTo(SERVER, query('www.example')).edns).toBeUndefined();
    expect(replyTo(SERVER, query('www.example', 'A', { edns: 4096 })).edns).toMatchObject({
      version: 0,
      udpSize: 1232,
      dnssecOk: false,
    });
    expect(replyTo(SERVER, query('www.example', 'A', { edns: 4096, dnssecOk: true })).edns?.dnssecOk).toBe(true);
  });

  it('of another version gets BADVERS (RFC 6891 section 6.1.3)', () => {
    expect(replyTo(SERVER, query('www.example', 'A', { edns: 1232, version: 1 }))).toMatchObject({
      rcode: RCODE.BADVERS,
      answer: [],
    });
  });

  it('with DO brings the DS of a referral', () => {
    const types = (dnssecOk: boolean): number[] =>
      replyTo(SERVER, query('www.child.example', 'A', { edns: 1232, dnssecOk })).authority.map(({ type }) => type);
    expect([types(true), types(false)]).toEqual([[2, 43], [2]]);
  });
});

describe('size', () => {
  it('is 512 octets without EDNS, what the client says with it, 1232 at most, and anything over TCP', () => {
    expect(replyTo(SERVER, query('fits.example', 'TXT'))).toMatchObject({ tc: true, answer: [] });
    expect(replyTo(SERVER, query('fits.example', 'TXT', { edns: 300 }))).toMatchObject({ tc: true });
    expect(replyTo(SERVER, query('fits.example', 'TXT', { edns: 1000 }))).toMatchObject({ tc: false });
    expect(replyTo(SERVER, query('big.example', 'TXT', { edns: 4096 }))).toMatchObject({ tc: true, answer: [] });
    expect(replyTo(SERVER, query('big.example', 'TXT'), 'tcp')).toMatchObject({ tc: false });
    const generous = createAuthority([PARENT], { udpOctets: 4096 });
    expect(replyTo(generous, query('big.example', 'TXT', { edns: 4096 }))).toMatchObject({ tc: false });
  });

  it('cuts no reply beyond its limit, and keeps OPT', () => {
    for (const [edns, limit] of [
      [undefined, 512],
      [512, 512],
      [700, 700],
      [1232, 1232],
    ] as const) {
      const asked = edns === undefined ? {} : { edns };
      const [parcel] = parcelsOf(SERVER(query('big.example', 'TXT', asked), 'udp', moment()));
      expect(parcel?.bytes.length).toBeLessThanOrEqual(limit);
      expect(decodeMessage(parcel?.bytes ?? new Uint8Array()).edns === undefined).toBe(edns === undefined);
    }
  });

  it('sets TC where glue inside the child does not fit (RFC 9471 section 3.1), not for glue beside it', () => {
    const wide = replyTo(SERVER, query('www.wide.example'));
    expect(wide.tc).toBe(true);
    const tall = replyTo(SERVER, query('www.tall.example'));
    expect(tall.tc).toBe(false);
    expect(tall.additional.length).toBeGreaterThan(3);
    expect(tall.additional.length).toBeLessThan(26);
    expect(replyTo(SERVER, query('www.wide.example', 'A', { edns: 1232 }))).toMatchObject({ tc: false });
  });
});

describe('cookies', () => {
  const server = createAuthority([PARENT], { cookies: 'required' });
  const client = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const asking = (cookie?: Uint8Array): Uint8Array =>
    query('www.example', 'A', { edns: 1232, options: [cookieOption(client, cookie)] });
  const given = (at: number): Uint8Array => {
    const options = replyTo(server, asking(), 'udp', moment(at)).edns?.options ?? [];
    const option = options.find(({ code }) => code === OPTION.COOKIE);
    return (option === undefined ? undefined : cookieOf(option)?.server) ?? new Uint8Array();
  };

  it('are demanded over UDP: BADCOOKIE with a cookie to use (RFC 7873 section 5.2.3)', () => {
    expect(replyTo(server, asking())).toMatchObject({ rcode: RCODE.BADCOOKIE, answer: [] });
    expect(given(0)).toHaveLength(16);
    expect(replyTo(server, asking(given(0)))).toMatchObject({ rcode: RCODE.NOERROR });
    expect(replyTo(server, asking(), 'tcp')).toMatchObject({ rcode: RCODE.NOERROR });
  });

  it('are good for an hour, for the client they were made for', () => {
    const cookie = given(0);
    expect(replyTo(server, asking(cookie), 'udp', moment(3_599_000)).rcode).toBe(RCODE.NOERROR);
    expect(replyTo(server, asking(cookie), 'udp', moment(3_700_000)).rcode).toBe(RCODE.BADCOOKIE);
    expect(replyTo(server, asking(given(9_000_000)), 'udp', moment(0)).rcode).toBe(RCODE.BADCOOKIE);
    const stolen = query('www.example', 'A', {
      edns: 1232,
      options: [
        cookieOption(
          client.map((octet) => octet + 1),
          cookie,
        ),
      ],
    });
    expect(replyTo(server, stolen).rcode).toBe(RCODE.BADCOOKIE);
  });

  it('of a wrong length get FORMERR; no cookie is no matter', () => {
    const bad = query('www.example', 'A', { edns: 1232, options: [{ code: OPTION.COOKIE, data: new Uint8Array(12) }] });
    expect(replyTo(server, bad).rcode).toBe(RCODE.FORMERR);
    expect(replyTo(server, query('www.example', 'A', { edns: 1232 })).rcode).toBe(RCODE.NOERROR);
  });

  it('are ignored by servers without them, given but not demanded by others', () => {
    expect(replyTo(SERVER, asking()).edns?.options).toEqual([]);
    expect(replyTo(createAuthority([PARENT], { cookies: 'offered' }), asking())).toMatchObject({
      rcode: RCODE.NOERROR,
    });
  });
});

describe('TLS', () => {
  it('is refused unless the server offers it', () => {
    expect(SERVER(query('www.example'), 'tls', moment())).toMatchObject({ kind: 'error', code: 'refused' });
    expect(replyTo(createAuthority([PARENT], { tls: true }), query('www.example'), 'tls').aa).toBe(true);
  });
});

it('a root server answers for the root', () => {
  const root = zoneFrom(
    '.',
    '. SOA a.root. host. 1 2 3 4 5\n. NS a.root.\na.root. A 192.0.2.1\ncom. NS ns.com.\nns.com. A 192.0.2.2',
  );
  const server = createAuthority([root]);
  expect(replyTo(server, query('.', 'NS'))).toMatchObject({ aa: true });
  expect(lines(replyTo(server, query('www.example.com')).authority)).toEqual(['com. NS ns.com.']);
  expect(nameFromText('.')).toBe(root.origin);
});
