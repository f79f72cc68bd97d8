/** Servers that say wrong things, one by one. */
import { describe, expect, it } from 'vitest';
import { createAuthority } from '../../src/sandbox/authority.ts';
import { type Fault, withFaults } from '../../src/sandbox/host.ts';
import {
  adding,
  answering,
  denyingEmptyNames,
  FORGED_ADDRESS,
  failing,
  formErrorOnEdns,
  looksMinimised,
  lowersCase,
  malformed,
  mistaking,
  notAuthoritative,
  notImplementedOnEdns,
  referring,
  silentOnEdns,
  spoofed,
  stripsEdns,
  truncating,
  truncatingAlways,
  withholding,
} from '../../src/sandbox/lies.ts';
import { setFrom, setsFrom } from '../../src/sandbox/zoo/cage.ts';
import { decodeMessage } from '../../src/wire/decode.ts';
import { Malformed } from '../../src/wire/malformed.ts';
import type { Message } from '../../src/wire/message.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { RCODE, TYPE } from '../../src/wire/registry.ts';
import { spelledName } from '../../src/wire/spelling.ts';
import { zoneFrom } from '../zone/ask.ts';
import { lines, moment, parcelsOf, query, replies, replyTo } from './packets.ts';

const ZONE = zoneFrom(
  'example',
  '@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\nwww A 192.0.2.80\na.empty A 192.0.2.81',
);
const HONEST = createAuthority([ZONE]);
const WWW = query('www.example');
const EDNS = query('www.example', 'A', { edns: 1232 });
const ANSWER = ['www.example. A 192.0.2.80'];

function told(fault: Fault, bytes = WWW, protocol: 'udp' | 'tcp' = 'udp'): Message {
  return replyTo(fault(HONEST), bytes, protocol);
}

/** The bytes of the one reply. */
function raw(fault: Fault, bytes = WWW): Uint8Array {
  return parcelsOf(fault(HONEST)(bytes, 'udp', moment()))[0]?.bytes ?? new Uint8Array();
}

describe('lameness', () => {
  it('answers every query with an error, or those that are picked', () => {
    expect(told(failing(RCODE.SERVFAIL))).toMatchObject({ rcode: RCODE.SERVFAIL, aa: false, answer: [] });
    const picky = failing(RCODE.REFUSED, ({ type }) => type === TYPE.NS);
    expect(told(picky, query('example', 'NS')).rcode).toBe(RCODE.REFUSED);
    expect(lines(told(picky).answer)).toEqual(ANSWER);
  });

  it('refers elsewhere without AA', () => {
    const upwards = told(referring(setFrom('. NS a.root.'), setsFrom('a.root. A 192.0.2.1')));
    expect(upwards).toMatchObject({ rcode: 0, aa: false, answer: [] });
    expect([lines(upwards.authority), lines(upwards.additional)]).toEqual([['. NS a.root.'], ['a.root. A 192.0.2.1']]);
  });

  it('answers without AA', () => {
    expect(told(notAuthoritative).aa).toBe(false);
    expect(lines(told(notAuthoritative).answer)).toEqual(ANSWER);
  });

  it('leaves messages that cannot be read to the server', () => {
    for (const fault of [failing(RCODE.SERVFAIL), adding({}), silentOnEdns])
      expect(replies(fault(HONEST), WWW.subarray(0, 20))).toMatchObject([{ rcode: RCODE.FORMERR }]);
  });
});

describe('forgery', () => {
  it('adds records to every section', () => {
    const forged = setsFrom(`www.bank.test. A ${FORGED_ADDRESS}`);
    const reply = told(adding({ answer: forged, authority: forged, additional: forged }));
    expect(lines(reply.answer)).toEqual([...ANSWER, `www.bank.test. A ${FORGED_ADDRESS}`]);
    expect([reply.authority.length, reply.additional.length]).toEqual([1, 1]);
  });

  it('takes records away', () => {
    const reply = told(
      withholding(({ type }) => type === TYPE.SOA),
      query('nothing.example'),
    );
    expect(reply).toMatchObject({ rcode: RCODE.NXDOMAIN, authority: [] });
  });

  it('guesses ids before the true reply comes, over UDP only', () => {
    const worse = spoofed(3, 5)(HONEST);
    const parcels = parcelsOf(worse(query('wWw.example'), 'udp', moment()));
    const messages = parcels.map(({ bytes }) => decodeMessage(bytes));
    expect(parcels.map(({ afterMs }) => afterMs)).toEqual([0, 0, 0, 5]);
    expect(messages.map(({ id }) => id === 4711)).toEqual([false, false, false, true]);
    expect(parcels.map(({ bytes }) => spelledName(bytes, 12))).toEqual(Array(4).fill('wWw.example.'));
    expect(messages.slice(0, 3).flatMap(({ answer }) => lines(answer))).toEqual(
      Array(3).fill(`www.example. A ${FORGED_ADDRESS}`),
    );
    expect(replies(worse, WWW, 'tcp')).toHaveLength(1);
  });
});

describe('hostility to EDNS', () => {
  it.each([
    ['FORMERR', formErrorOnEdns, RCODE.FORMERR],
    ['NOTIMP', notImplementedOnEdns, RCODE.NOTIMP],
  ])('%s to queries with EDNS, without OPT; others are served', (_, fault, rcode) => {
    const refused = told(fault, EDNS);
    expect(refused).toMatchObject({ rcode, answer: [] });
    expect(refused.edns).toBeUndefined();
    expect(lines(told(fault).answer)).toEqual(ANSWER);
  });

  it('silence to queries with EDNS', () => {
    expect(replies(silentOnEdns(HONEST), EDNS)).toEqual([]);
    expect(replies(silentOnEdns(HONEST), WWW)).toHaveLength(1);
  });

  it('answers without OPT', () => {
    expect(told(stripsEdns, EDNS).edns).toBeUndefined();
    expect(lines(told(stripsEdns, EDNS).answer)).toEqual(ANSWER);
    expect(told(stripsEdns, query('www.example', 'A', { edns: 1232, version: 1 })).rcode).toBe(RCODE.BADVERS & 0x0f);
  });
});

describe('questions', () => {
  it('come back in lower case', () => {
    expect(spelledName(raw(lowersCase, query('wWw.eXaMpLe')), 12)).toBe('www.example.');
    expect(lines(told(lowersCase, query('wWw.eXaMpLe')).answer)).toEqual(ANSWER);
  });

  it('are another one under the right id', () => {
    const reply = told(mistaking(nameFromText('elsewhere.test')));
    expect([reply.id, reply.questions[0]?.name]).toEqual([4711, 'elsewhere.test.']);
  });

  it('are right before an answer that is nonsense', () => {
    const bytes = raw(malformed, query('wWw.example'));
    expect([bytes[0], bytes[1], spelledName(bytes, 12)]).toEqual([0x12, 0x67, 'wWw.example.']);
    expect(() => decodeMessage(bytes)).toThrow(Malformed);
  });

  it('of minimising resolvers are told from others: NS, and names with nothing at them', () => {
    const minimised = looksMinimised(ZONE);
    const asked = (name: string, type: number): boolean => minimised({ name: nameFromText(name), type, class: 1 });
    expect(asked('www.example', TYPE.NS)).toBe(true);
    expect(asked('empty.example', TYPE.A)).toBe(true);
    expect(asked('www.example', TYPE.A)).toBe(false);
    expect(asked('nothing.example', TYPE.A)).toBe(false);
  });
});

describe('denial', () => {
  it('of names that exist only through names below them', () => {
    const fault = denyingEmptyNames(ZONE);
    expect(told(fault, query('empty.example')).rcode).toBe(RCODE.NXDOMAIN);
    expect(told(fault, query('a.empty.example')).rcode).toBe(RCODE.NOERROR);
    expect(told(fault, query('www.example', 'AAAA')).rcode).toBe(RCODE.NOERROR);
    expect(told(fault, query('nothing.example')).rcode).toBe(RCODE.NXDOMAIN);
  });
});

describe('truncation', () => {
  it('of everything over UDP', () => {
    expect(told(truncating)).toMatchObject({ tc: true, answer: [] });
    expect(told(truncating, WWW, 'tcp')).toMatchObject({ tc: false });
  });

  it('of everything over TCP too', () => {
    expect(told(truncatingAlways, WWW, 'tcp')).toMatchObject({ tc: true, answer: [] });
  });
});

it('lies combine', () => {
  const worse = withFaults(HONEST, [lowersCase, stripsEdns, notAuthoritative]);
  const [parcel] = parcelsOf(worse(query('WWW.example', 'A', { edns: 1232 }), 'udp', moment()));
  const message = decodeMessage(parcel?.bytes ?? new Uint8Array());
  expect([message.aa, message.edns, spelledName(parcel?.bytes ?? new Uint8Array(), 12)]).toEqual([
    false,
    undefined,
    'www.example.',
  ]);
});

it('an answer of one’s own may be made for the questions that are picked', () => {
  const fault = answering(
    (asked) => ({ ...asked, qr: true, rcode: RCODE.NXDOMAIN }),
    ({ name }) => name === 'www.example.',
  );
  expect(told(fault).rcode).toBe(RCODE.NXDOMAIN);
  expect(told(fault, query('a.empty.example')).rcode).toBe(RCODE.NOERROR);
});
