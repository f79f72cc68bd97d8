import { describe, expect, it } from 'vitest';
import { BadScenario } from './lines.ts';
import { addressOf, parseScenario } from './scenario.ts';
import { flagsText, packetText, questionText, recordText } from './text.ts';

const wrap = (body: string, config = 'stub-addr: 192.0.2.1'): string =>
  `${config}\nCONFIG_END\nSCENARIO_BEGIN a title\n${body}\nSCENARIO_END\n`;

const query = (lines: string): ReturnType<typeof parseScenario>['steps'][number] => {
  const [step] = parseScenario(wrap(`STEP 1 QUERY\nENTRY_BEGIN\n${lines}\nENTRY_END`)).steps;
  if (step === undefined) throw new Error('no step');
  return step;
};

describe('the dialect', () => {
  it('is testbound where the configuration opens a section, on a line of its own or not', () => {
    expect(parseScenario(wrap('', 'server:\n  do-ip6: no')).dialect).toBe('unbound');
    expect(parseScenario(wrap('', 'forward-zone: name: "." forward-addr: 192.0.2.1')).dialect).toBe('unbound');
  });
  it('is Deckard where the configuration is flat, even if sections stand in comments', () => {
    expect(parseScenario(wrap('', ';server:\n  stub-addr: 192.0.2.1')).dialect).toBe('deckard');
  });
  it('without configuration is decided by the words of the body', () => {
    const step = 'STEP 1 QUERY\nENTRY_BEGIN\nREPLY RD\nENTRY_END\n';
    expect(parseScenario(wrap(step, '')).dialect).toBe('unbound');
    expect(
      parseScenario(wrap(`${step}STEP 2 CHECK_ANSWER\nENTRY_BEGIN\nMATCH flags rcode\nENTRY_END`, '')).dialect,
    ).toBe('deckard');
  });
});

describe('an entry', () => {
  it('describes a packet: flags, rcode, question, records with TTL and class in any order', () => {
    const { entry } = query(
      [
        'MATCH opcode qtype qname ; how',
        'ADJUST copy_id',
        'REPLY QR AA NXDOMAIN',
        'SECTION QUESTION',
        'WWW.Example. IN A',
        'SECTION ANSWER',
        'www.example. 60 IN A 192.0.2.7 ; a comment',
        'www.example. IN 70 TXT "a;b" c',
        '# another comment',
        'SECTION AUTHORITY',
        'example. SOA ns root 1 2 3 4 5',
      ].join('\n'),
    );
    const packet = entry?.packet;
    expect(packet && packetText(packet)).toBe(
      [
        'QUERY NXDOMAIN flags QR AA, no OPT',
        'question    www.example. IN A',
        'answer      www.example. 60 IN A 192.0.2.7',
        'answer      www.example. 70 IN TXT "a;b" "c"',
        'authority   example. 3600 IN SOA ns. root. 1 2 3 4 5',
      ].join('\n'),
    );
    expect([...(entry?.match?.words ?? [])]).toEqual(['opcode', 'qtype', 'qname']);
    expect([...(entry?.adjust ?? [])]).toEqual(['copy_id']);
  });
  it('keeps the spelling of the question', () => {
    const spelled = query('SECTION QUESTION\nWwW. IN A').entry?.packet.questions[0]?.spelled;
    expect(Buffer.from(spelled ?? []).toString('latin1')).toBe('\x03WwW\x00');
  });
  it('has an OPT record of 1232 octets only with DO, CO or raw EDNS data', () => {
    expect(query('REPLY QR').entry?.packet.opt).toBeUndefined();
    expect(query('REPLY QR DO').entry?.packet.opt).toMatchObject({ size: 1232, version: 0, flags: 0x8000 });
    const raw = query('HEX_EDNSDATA_BEGIN\n00 0f 00 02 ; EDE\n00 09\nHEX_EDNSDATA_END').entry?.packet.opt;
    expect(Buffer.from(raw?.options ?? []).toString('hex')).toBe('000f00020009');
  });
  it('may be raw octets, comments left out', () => {
    expect(query('HEX_ANSWER_BEGIN\n00 01 ; id\n; nothing\n80\nHEX_ANSWER_END').entry?.bytes).toEqual(
      Uint8Array.of(0, 1, 0x80),
    );
    expect(query('RAW\n0001ff').entry?.bytes).toEqual(Uint8Array.of(0, 1, 0xff));
  });
  it('without MATCH accepts everything', () => {
    expect(query('REPLY RD').entry?.match).toBeUndefined();
  });
  it('knows criteria with a value', () => {
    expect(query('MATCH all ede=9').entry?.match).toMatchObject({ ede: 9 });
    expect(query('MATCH all ede=any').entry?.match).toMatchObject({ ede: 'any' });
  });
  it('refuses words it does not know, with the line', () => {
    expect(() => query('MATCH opcode colour')).toThrow(new BadScenario(6, 'unknown MATCH word colour'));
    expect(() => query('REPLY QR FINE')).toThrow('unknown REPLY word FINE');
    expect(() => query('SECTION ANSWER\nwww.example. IN A one')).toThrow(BadScenario);
  });
});

describe('ranges and steps', () => {
  it('a range has its addresses on its line or below, canonical', () => {
    const body = 'RANGE_BEGIN 0 10 192.0.2.1\nADDRESS 2001:DB8:0:0::1 # six\nADDRESS 192.0.2.2@5353\nRANGE_END';
    expect(parseScenario(wrap(body)).ranges[0]).toMatchObject({
      from: 0,
      to: 10,
      addresses: ['192.0.2.1', '2001:db8::1', '192.0.2.2@5353'],
    });
    expect(addressOf('192.0.2.1@53')).toBe('192.0.2.1');
  });
  it('steps carry number, address and time', () => {
    const { steps } = parseScenario(
      wrap(
        'STEP 1 QUERY ADDRESS 192.0.2.9\nENTRY_BEGIN\nREPLY RD\nENTRY_END\nSTEP 2 TIME_PASSES ELAPSE 0.5\nSTEP 3 TIMEOUT',
      ),
    );
    expect(steps.map(({ number, kind, address, elapse }) => [number, kind, address, elapse])).toEqual([
      [1, 'QUERY', '192.0.2.9', 0],
      [2, 'TIME_PASSES', undefined, 0.5],
      [3, 'TIMEOUT', undefined, 0],
    ]);
  });
  it('steps must rise', () => {
    expect(() => parseScenario(wrap('STEP 2 NOTHING\nSTEP 2 NOTHING'))).toThrow('step 2 after step 2');
  });
  it('a step the runner does not know is kept, to fail when it is reached', () => {
    expect(parseScenario(wrap('STEP 1 ASSIGN t0 = 1')).steps[0]).toMatchObject({ kind: 'UNSUPPORTED' });
  });
  it('$TTL and $ORIGIN hold for the rest of the file', () => {
    const entry = (text: string): string => `RANGE_BEGIN 0 1\nENTRY_BEGIN\n${text}\nENTRY_END\nRANGE_END\n`;
    const { ranges } = parseScenario(wrap(entry('$ORIGIN test.\n$TTL 5') + entry('SECTION ANSWER\nwww A 192.0.2.1')));
    const [record] = ranges[1]?.entries[0]?.packet.answer ?? [];
    expect(record && recordText(record)).toBe('www.test. 5 IN A 192.0.2.1');
  });
  it('temporary files stand by their name', () => {
    const config = 'server:\nroot-hints:\nTEMPFILE_NAME hints\nTEMPFILE_CONTENTS hints\n. NS ns.\nTEMPFILE_END';
    const { config: lines, files } = parseScenario(wrap('', config));
    expect(lines.at(-1)).toBe('"tempfile:hints"');
    expect(files.get('hints')).toBe('. NS ns.\n');
  });
});

describe('texts', () => {
  it('name flags and questions as dig does', () => {
    expect(flagsText(0)).toBe('none');
    const [question] = query('SECTION QUESTION\nversion.bind. CH TXT').entry?.packet.questions ?? [];
    expect(question && questionText(question)).toBe('version.bind. CH TXT');
  });
});
