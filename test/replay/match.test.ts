import { describe, expect, it } from 'vitest';
import type { Entry } from './entry.ts';
import { mismatch, reordered, type Seen } from './match.ts';
import { BadPacket, readPacket, writePacket } from './packet.ts';
import { type Dialect, parseScenario } from './scenario.ts';

function entryOf(lines: string): Entry {
  const text = `server:\nCONFIG_END\nSCENARIO_BEGIN t\nSTEP 1 CHECK_ANSWER\nENTRY_BEGIN\n${lines}\nENTRY_END\nSCENARIO_END`;
  const entry = parseScenario(text).steps[0]?.entry;
  if (entry === undefined) throw new Error('no entry');
  return entry;
}

const seenAs = (lines: string, transport: Seen['transport'] = 'udp'): Seen => ({
  packet: readPacket(writePacket(entryOf(lines).packet)),
  transport,
});

const QUESTION = 'SECTION QUESTION\nwww.example. IN A\n';
const ANSWER = `${QUESTION}SECTION ANSWER\nwww.example. 60 IN A 192.0.2.1\nwww.example. 60 IN A 192.0.2.2\n`;
const check = (expected: string, seen: Seen, dialect: Dialect = 'unbound'): string | undefined =>
  mismatch(entryOf(expected), seen, dialect);

describe('MATCH all', () => {
  it('holds for the same packet in other letters and another order of records, which is told apart', () => {
    const other = seenAs(
      'REPLY QR RD\nSECTION QUESTION\nWWW.EXAMPLE. IN A\nSECTION ANSWER\nWWW.example. A 192.0.2.2\nwww.example. A 192.0.2.1',
    );
    const expected = entryOf(`MATCH all\nREPLY QR RD\n${ANSWER}`);
    expect(mismatch(expected, other, 'unbound')).toBeUndefined();
    expect(reordered(expected, other)).toEqual(['answer']);
  });
  it('compares names inside rdata without case', () => {
    const seen = seenAs(`REPLY QR\n${QUESTION}SECTION ANSWER\nwww.example. CNAME Target.EXAMPLE.`);
    expect(
      check(`MATCH all\nREPLY QR\n${QUESTION}SECTION ANSWER\nwww.example. CNAME target.example.`, seen),
    ).toBeUndefined();
  });
  it.each([
    ['a flag', `REPLY QR RD RA\n${ANSWER}`, 'flags: expected QR RD, got QR RD RA'],
    ['the rcode', `REPLY QR RD SERVFAIL\n${ANSWER}`, 'rcode: expected NOERROR, got SERVFAIL'],
    ['the opcode', `REPLY NOTIFY QR RD\n${ANSWER}`, 'opcode: expected QUERY, got NOTIFY'],
    [
      'the question',
      `REPLY QR RD\n${ANSWER.replace('IN A\n', 'IN AAAA\n')}`,
      'question: expected www.example. IN A, got www.example. IN AAAA',
    ],
    [
      'a record too few',
      `REPLY QR RD\n${ANSWER.replace(/www.example. 60 IN A 192.0.2.2\n/, '')}`,
      'answer: missing [www.example. 3600 IN A 192.0.2.2]',
    ],
    [
      'a record twice',
      `REPLY QR RD\n${ANSWER}www.example. 60 IN A 192.0.2.2`,
      'answer: not expected [www.example. 60 IN A 192.0.2.2]',
    ],
    [
      'a record in another section',
      `REPLY QR RD\n${ANSWER}SECTION ADDITIONAL\nns.example. A 192.0.2.3`,
      'additional: not expected [ns.example. 3600 IN A 192.0.2.3]',
    ],
    ['an OPT record', `REPLY QR RD DO\n${ANSWER}`, 'EDNS: expected no OPT, got OPT version 0 size 1232 DO'],
  ])('fails for %s', (_, seen, reason) => {
    expect(check(`MATCH all\nREPLY QR RD\n${ANSWER.replaceAll(' 60 ', ' 3600 ')}`, seenAs(seen))).toBe(reason);
  });
  it('counts the ID', () => {
    const seen = seenAs(`REPLY QR\n${QUESTION}`);
    expect(check(`MATCH all\nREPLY QR\n${QUESTION}`, { ...seen, packet: { ...seen.packet, id: 7 } })).toBe(
      'ID: expected 0, got 7',
    );
  });
  it('ignores TTLs unless ttl stands beside it', () => {
    const later = seenAs(`REPLY QR RD\n${ANSWER.replaceAll(' 60 ', ' 59 ')}`);
    expect(check(`MATCH all\nREPLY QR RD\n${ANSWER}`, later)).toBeUndefined();
    expect(check(`MATCH all ttl\nREPLY QR RD\n${ANSWER}`, later)).toContain('missing [www.example. 60 IN A 192.0.2.1]');
  });
  it('all_noedns leaves OPT out', () => {
    expect(check(`MATCH all_noedns\nREPLY QR\n${QUESTION}`, seenAs(`REPLY QR DO\n${QUESTION}`))).toBeUndefined();
  });
  it("in Deckard's dialect looks neither at the ID nor at EDNS nor at TTLs", () => {
    const seen = seenAs(`REPLY QR DO\n${ANSWER.replaceAll(' 60 ', ' 59 ')}`);
    const odd = { ...seen, packet: { ...seen.packet, id: 7 } };
    expect(check(`MATCH all ttl\nREPLY QR\n${ANSWER}`, odd, 'deckard')).toBeUndefined();
    expect(check(`MATCH all\nREPLY QR AA\n${ANSWER}`, odd, 'deckard')).toBe('flags: expected QR AA, got QR');
  });
});

describe('single criteria', () => {
  it('subdomain holds at and below the name, not beside it', () => {
    const at = (name: string): Seen => seenAs(`SECTION QUESTION\n${name} IN A`);
    expect(check(`MATCH subdomain\n${QUESTION}`, at('www.example.'))).toBeUndefined();
    expect(check(`MATCH subdomain\n${QUESTION}`, at('a.WWW.example.'))).toBeUndefined();
    expect(check(`MATCH subdomain\n${QUESTION}`, at('xwww.example.'))).toContain('at or below');
    expect(check(`MATCH subdomain\n${QUESTION}`, at('example.'))).toContain('at or below');
  });
  it('qname and qtype look at one thing each', () => {
    expect(check(`MATCH qname\n${QUESTION}`, seenAs('SECTION QUESTION\nWWW.example. IN MX'))).toBeUndefined();
    expect(check(`MATCH qtype\n${QUESTION}`, seenAs('SECTION QUESTION\nexample. IN MX'))).toBe(
      'qtype: expected A, got MX',
    );
  });
  it('qcase compares octets', () => {
    expect(check(`MATCH qcase\n${QUESTION}`, seenAs('SECTION QUESTION\nWWW.example. IN A'))).toContain('qname octets');
  });
  it('UDP and TCP look at the transport, DO and noedns at OPT', () => {
    expect(check('MATCH TCP', seenAs('', 'tcp'))).toBeUndefined();
    expect(check('MATCH TCP', seenAs('', 'udp'))).toBe('transport: expected tcp, got udp');
    expect(check('MATCH DO', seenAs('REPLY DO'))).toBeUndefined();
    expect(check('MATCH DO', seenAs('REPLY RD'))).toBe('DO is not set');
    expect(check('MATCH noedns', seenAs('REPLY DO'))).toBe('EDNS: expected none');
  });
  it('serial reads the SOA of the authority section', () => {
    const seen = seenAs(`${QUESTION}SECTION AUTHORITY\nexample. SOA a. b. 7 1 2 3 4`);
    expect(check('MATCH serial=7', seen)).toBeUndefined();
    expect(check('MATCH serial=8', seen)).toBe('serial: expected 8, got 7');
  });
  it('ede takes the option out before the rest is compared', () => {
    const raw = 'HEX_EDNSDATA_BEGIN\n00 0f 00 02 00 09\nHEX_EDNSDATA_END';
    const seen = seenAs(`REPLY QR DO\n${QUESTION}${raw}`);
    expect(check(`MATCH all ede=9\nREPLY QR DO\n${QUESTION}`, seen)).toBeUndefined();
    expect(check(`MATCH all ede=any\nREPLY QR DO\n${QUESTION}`, seen)).toBeUndefined();
    expect(check(`MATCH all ede=6\nREPLY QR DO\n${QUESTION}`, seen)).toContain('EDE: expected 6');
    expect(check(`MATCH all\nREPLY QR DO\n${QUESTION}`, seen)).toContain('EDNS: expected');
  });
});

describe('packets', () => {
  it('are read with compression, in rdata too', () => {
    const hex =
      '000084000001000100000000 03777777076578616d706c6500 0001 0001 c00c 0005 0001 0000003c 0004 0161 c010'.replace(
        / /g,
        '',
      );
    const packet = readPacket(Uint8Array.from(Buffer.from(hex, 'hex')));
    expect(packet.answer[0]).toMatchObject({ name: 'www.example.', type: 5, ttl: 60 });
    expect(Buffer.from(packet.answer[0]?.rdata ?? []).toString('latin1')).toBe('\x01a\x07example\x00');
  });
  it('that end early, run on or loop are refused', () => {
    const bytes = writePacket(entryOf(ANSWER).packet);
    expect(() => readPacket(bytes.subarray(0, bytes.length - 1))).toThrow(BadPacket);
    expect(() => readPacket(Uint8Array.from([...bytes, 0]))).toThrow('behind the last record');
    const loop = Uint8Array.from(Buffer.from('0000800000010000000000 00c00c00010001'.replace(/ /g, ''), 'hex'));
    expect(() => readPacket(loop)).toThrow(BadPacket);
  });
});
