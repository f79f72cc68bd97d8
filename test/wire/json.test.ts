/** Messages as JSON (RFC 8427). */
import { describe, expect, it } from 'vitest';
import { hexText, octetsFromHex } from '../../src/wire/base.ts';
import { messageToJson } from '../../src/wire/json.ts';
import { parseMaster } from '../../src/wire/master.ts';
import type { Message } from '../../src/wire/message.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { CLASS, OPCODE, RCODE, TYPE } from '../../src/wire/registry.ts';

const NAME = nameFromText('www.example.com');
const QUESTION = { name: NAME, type: TYPE.A, class: CLASS.IN };
const EMPTY: Message = {
  id: 19_678,
  qr: false,
  opcode: OPCODE.QUERY,
  aa: false,
  tc: false,
  rd: false,
  ra: false,
  z: false,
  ad: false,
  cd: false,
  rcode: RCODE.NOERROR,
  questions: [QUESTION],
  answer: [],
  authority: [],
  additional: [],
  edns: undefined,
};

const sets = (text: string): Message['answer'] =>
  parseMaster(text, { origin: nameFromText('example.com'), ttl: 60 }).rrsets;

describe('messageToJson', () => {
  it('gives the query of RFC 8427 section 3.1 its members', () => {
    expect(messageToJson({ ...EMPTY, questions: [{ ...QUESTION, name: nameFromText('example.com') }] })).toEqual({
      ID: 19_678,
      QR: 0,
      Opcode: 0,
      AA: 0,
      TC: 0,
      RD: 0,
      RA: 0,
      AD: 0,
      CD: 0,
      RCODE: 0,
      QDCOUNT: 1,
      ANCOUNT: 0,
      NSCOUNT: 0,
      ARCOUNT: 0,
      QNAME: 'example.com.',
      QTYPE: 1,
      QTYPEname: 'A',
      QCLASS: 1,
      QCLASSname: 'IN',
      questionRRs: [{ NAME: 'example.com.', TYPE: 1, TYPEname: 'A', CLASS: 1, CLASSname: 'IN' }],
      answerRRs: [],
      authorityRRs: [],
      additionalRRs: [],
    });
  });

  it('shows every flag by its own name', () => {
    for (const flag of ['qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const) {
      const { QR, AA, TC, RD, RA, AD, CD } = messageToJson({ ...EMPTY, [flag]: true });
      const shown = { qr: QR, aa: AA, tc: TC, rd: RD, ra: RA, ad: AD, cd: CD };
      expect(shown).toEqual({ qr: 0, aa: 0, tc: 0, rd: 0, ra: 0, ad: 0, cd: 0, [flag]: 1 });
    }
  });

  it('gives records as text and in hex, signatures behind the set they cover', () => {
    const answer = sets('www MX 10 Mail\nwww RRSIG MX 15 3 60 20300101000000 20200101000000 1 @ AAAA\nwww MX 20 b');
    const json = messageToJson({ ...EMPTY, answer });
    expect(json.ANCOUNT).toBe(3);
    expect(json.answerRRs[0]).toEqual({
      NAME: 'www.example.com.',
      TYPE: 15,
      TYPEname: 'MX',
      CLASS: 1,
      CLASSname: 'IN',
      TTL: 60,
      rdataMX: '10 Mail.example.com.',
      RDLENGTH: 20,
      RDATAHEX: '000A044D61696C076578616D706C6503636F6D00',
    });
    expect(json.answerRRs.map((record) => record.TYPEname)).toEqual(['MX', 'MX', 'RRSIG']);
    expect(json.answerRRs[2]?.rdataRRSIG).toBe('MX 15 3 60 20300101000000 20200101000000 1 example.com. AAAA');
  });

  it('gives unknown types in hex alone', () => {
    const [record] = messageToJson({ ...EMPTY, authority: sets('a TYPE65280 \\# 2 AABB') }).authorityRRs;
    expect(record).toEqual({
      NAME: 'a.example.com.',
      TYPE: 65_280,
      TYPEname: 'TYPE65280',
      CLASS: 1,
      CLASSname: 'IN',
      TTL: 60,
      RDLENGTH: 2,
      RDATAHEX: 'AABB',
    });
  });

  it('gives the OPT record with its flags and options, and the rcode whole', () => {
    const options = [{ code: 10, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) }];
    const edns = { version: 0, udpSize: 1232, dnssecOk: true, flags: 0, options };
    const json = messageToJson({ ...EMPTY, rcode: RCODE.BADCOOKIE, edns });
    expect(json).toMatchObject({ RCODE: 23, ARCOUNT: 1 });
    expect(json.additionalRRs).toEqual([
      {
        NAME: '.',
        TYPE: 41,
        TYPEname: 'OPT',
        CLASS: 1232,
        TTL: 0x01008000,
        RDLENGTH: 12,
        RDATAHEX: '000A00080102030405060708',
      },
    ]);
  });

  it('repeats the question at the top only if there is exactly one', () => {
    expect(messageToJson({ ...EMPTY, questions: [] })).not.toHaveProperty('QNAME');
    const two = messageToJson({ ...EMPTY, questions: [QUESTION, QUESTION] });
    expect(two).toMatchObject({ QDCOUNT: 2, questionRRs: [{ NAME: 'www.example.com.' }, {}] });
    expect(two).not.toHaveProperty('QNAME');
  });

  it('reads octets, and gives them too if asked', () => {
    const octets =
      octetsFromHex('00078180000100010000000001610000010001C00C0001000100000005' + '00040A000001') ?? new Uint8Array(0);
    const json = messageToJson(octets, { octets: true });
    expect(json).toMatchObject({ ID: 7, QR: 1, RD: 1, RA: 1, QNAME: 'a.', ANCOUNT: 1 });
    expect(json.answerRRs[0]).toMatchObject({
      NAME: 'a.',
      TTL: 5,
      rdataA: '10.0.0.1',
      RDLENGTH: 4,
      RDATAHEX: '0A000001',
    });
    expect(json.messageOctetsHEX).toBe(hexText(octets));
    expect(messageToJson(octets)).not.toHaveProperty('messageOctetsHEX');
    expect(messageToJson(EMPTY, { octets: true })).not.toHaveProperty('messageOctetsHEX');
    expect(() => messageToJson(octets.subarray(0, 20))).toThrow('malformed message');
  });
});
