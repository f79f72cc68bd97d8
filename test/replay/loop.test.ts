import { describe, expect, it } from 'vitest';
import { Failed } from './bench.ts';
import { runDeckard } from './deckard.ts';
import { setupOf } from './options.ts';
import { readPacket, writePacket } from './packet.ts';
import { parseScenario } from './scenario.ts';
import type { Subject, SubjectFactory, SubjectParts } from './subject.ts';
import { runTestbound } from './testbound.ts';

/** A stand-in for the resolver: for each client packet it sends what `addresses` says, and answers with the last reply. */
const relay =
  (...addresses: string[]): SubjectFactory =>
  ({ exchange }: SubjectParts): Subject => ({
    close: async () => {},
    async respond(bytes) {
      const id = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
      const sends = addresses.map((address) =>
        exchange({ bytes, address, protocol: 'udp', timeoutMs: 100, lingerMs: 100 }, { judge: () => 'mine' }),
      );
      const results = await Promise.all(sends);
      const last = results.findLast((result) => result.kind === 'reply');
      const query = readPacket(bytes);
      if (last?.kind !== 'reply') return writePacket({ ...query, id, flags: 0x8180, rcode: 2, opt: undefined });
      return writePacket({ ...readPacket(last.bytes), id, flags: 0x8180, opt: undefined });
    },
  });

const QUESTION = 'SECTION QUESTION\nwww.test. IN A\n';
const entry = (lines: string): string => `ENTRY_BEGIN\n${lines}ENTRY_END\n`;
const ask = (number: number): string => `STEP ${number} QUERY\n${entry(`REPLY RD\n${QUESTION}`)}`;
const expectRcode = (number: number, rcode: string, ip?: string): string =>
  `STEP ${number} CHECK_ANSWER\n${entry(
    `MATCH all\nREPLY QR RD RA ${rcode}\n${QUESTION}${ip === undefined ? '' : `SECTION ANSWER\nwww.test. A ${ip}\n`}`,
  )}`;
const server = (address: string, ip: string, from = 0, to = 100): string =>
  `RANGE_BEGIN ${from} ${to}\nADDRESS ${address}\n${entry(`MATCH qname\nADJUST copy_id\nREPLY QR\n${QUESTION}SECTION ANSWER\nwww.test. A ${ip}\n`)}RANGE_END\n`;
const outgoing = (number: number, more = ''): string =>
  `STEP ${number} CHECK_OUT_QUERY\n${entry(`MATCH qname\n${more}${QUESTION}`)}`;
const reply = (number: number, ip: string): string =>
  `STEP ${number} REPLY\n${entry(`REPLY QR\n${QUESTION}SECTION ANSWER\nwww.test. A ${ip}\n`)}`;

async function run(config: string, body: string, createSubject: SubjectFactory): Promise<string> {
  const scenario = parseScenario(`${config}\nCONFIG_END\nSCENARIO_BEGIN t\n${body}SCENARIO_END\n`);
  const loop = scenario.dialect === 'unbound' ? runTestbound : runDeckard;
  try {
    await loop({ scenario, setup: setupOf(scenario), minimisation: 'off', createSubject });
    return 'passed';
  } catch (error) {
    if (error instanceof Failed) return error.message;
    throw error;
  }
}
const testbound = (body: string, subject = relay('192.0.2.1')): Promise<string> => run('server:', body, subject);
const deckard = (body: string, subject = relay('192.0.2.1')): Promise<string> =>
  run('stub-addr: 192.0.2.1', body, subject);

describe('the testbound loop', () => {
  it('answers outgoing queries from the last live range that matches, falling through to earlier ones', async () => {
    const steps = ask(10) + expectRcode(20, 'NOERROR', '192.0.2.70');
    expect(await testbound(server('192.0.2.1', '192.0.2.60') + server('192.0.2.1', '192.0.2.70') + steps)).toBe(
      'passed',
    );
    const other = `RANGE_BEGIN 0 100\n${entry('MATCH qname\nSECTION QUESTION\nother. IN A\n')}RANGE_END\n`;
    expect(await testbound(server('192.0.2.1', '192.0.2.70') + other + steps)).toBe('passed');
  });
  it('takes the time of a range from the step about to be performed', async () => {
    const steps = ask(10) + expectRcode(20, 'NOERROR', '192.0.2.70');
    expect(await testbound(server('192.0.2.1', '192.0.2.70', 20, 20) + steps)).toBe('passed');
    expect(await testbound(server('192.0.2.1', '192.0.2.70', 0, 10) + steps)).toBe(
      'step 20: no answer; still pending: www.test. IN A to 192.0.2.1',
    );
  });
  it('fails for an answer that differs, for one unchecked and for a query left pending', async () => {
    const standing = server('192.0.2.1', '192.0.2.70');
    expect(await testbound(standing + ask(10) + expectRcode(20, 'SERVFAIL'))).toContain(
      'step 20: rcode: expected SERVFAIL',
    );
    expect(await testbound(`${standing + ask(10)}STEP 11 TRAFFIC\n`)).toBe(
      'at the end an answer is unchecked: www.test. IN A',
    );
    expect(await testbound(ask(10))).toBe('at the end; still pending: www.test. IN A to 192.0.2.1');
  });
  it('REPLY, TIMEOUT and ERROR end the query sent last', async () => {
    const two = relay('192.0.2.1', '192.0.2.2');
    const both = `${ask(1)}${reply(2, '192.0.2.70')}STEP 3 TIMEOUT\n${expectRcode(4, 'NOERROR', '192.0.2.70')}`;
    expect(await testbound(both, two)).toBe('passed');
    expect(await testbound(`${ask(1)}STEP 2 ERROR\nSTEP 3 TIMEOUT\n${expectRcode(4, 'SERVFAIL')}`, two)).toBe('passed');
    expect(await testbound('STEP 1 TIMEOUT\n')).toBe('step 1: TIMEOUT, but no query is pending');
  });
  it('a query sent while CHECK_OUT_QUERY waits passes the step and stays pending, even with copy_id', async () => {
    const steps =
      ask(1) + outgoing(2, 'ADJUST copy_id\n') + reply(3, '192.0.2.70') + expectRcode(4, 'NOERROR', '192.0.2.70');
    expect(await testbound(steps)).toBe('passed');
  });
  it('a query already pending when CHECK_OUT_QUERY comes is answered from it with copy_id', async () => {
    const answered = `${ask(1)}STEP 2 NOTHING\n${outgoing(3, 'ADJUST copy_id\nREPLY QR\n')}${expectRcode(4, 'NOERROR')}`;
    expect(await testbound(answered)).toBe('passed');
  });
  it('fails when the expected query is not sent, or to another address', async () => {
    expect(await testbound(outgoing(1))).toBe('step 1: the expected query was not sent');
    expect(
      await testbound(ask(1) + outgoing(2).replace('CHECK_OUT_QUERY', 'CHECK_OUT_QUERY ADDRESS 192.0.2.9')),
    ).toContain('step 2');
  });
  it('tells another order of records apart, without failing', async () => {
    const records = ['www.test. A 192.0.2.1', 'www.test. A 192.0.2.2'];
    const both = (order: string[]): string => `${QUESTION}SECTION ANSWER\n${order.join('\n')}\n`;
    const standing = `RANGE_BEGIN 0 9\n${entry(`MATCH qname\nREPLY QR\n${both(records)}`)}RANGE_END\n`;
    const check = `STEP 2 CHECK_ANSWER\n${entry(`MATCH all\nREPLY QR RD RA\n${both(records.toReversed())}`)}`;
    const scenario = parseScenario(`server:\nCONFIG_END\nSCENARIO_BEGIN t\n${standing + ask(1) + check}SCENARIO_END\n`);
    const parts = {
      scenario,
      setup: setupOf(scenario),
      minimisation: 'off',
      createSubject: relay('192.0.2.1'),
    } as const;
    expect(await runTestbound(parts)).toEqual(['step 2 answer']);
  });
  it('fails at a step it does not know', async () => {
    expect(await testbound('STEP 1 ASSIGN a = 1\n')).toBe('step 1: the runner does not know ASSIGN a = 1');
  });
});

describe('the Deckard loop', () => {
  it('takes the first range at an address and does not fall through', async () => {
    const steps = ask(10) + expectRcode(20, 'NOERROR', '192.0.2.60');
    expect(await deckard(server('192.0.2.1', '192.0.2.60') + server('192.0.2.1', '192.0.2.70') + steps)).toBe('passed');
  });
  it('answers SERVFAIL where no entry matches, and fails at the end for it', async () => {
    const other = `RANGE_BEGIN 0 100\nADDRESS 192.0.2.1\n${entry('MATCH qname\nSECTION QUESTION\nother. IN A\n')}RANGE_END\n`;
    expect(await deckard(other + ask(10) + expectRcode(20, 'SERVFAIL'))).toBe(
      'at the end: the scenario defines no answer to www.test. IN A at 192.0.2.1',
    );
  });
  it('takes the time of a range from the QUERY itself', async () => {
    expect(
      await deckard(server('192.0.2.1', '192.0.2.60', 10, 10) + ask(10) + expectRcode(20, 'NOERROR', '192.0.2.60')),
    ).toBe('passed');
  });
  it('an address that no range mentions cannot be reached', async () => {
    const steps = server('192.0.2.2', '192.0.2.60') + ask(10) + expectRcode(20, 'SERVFAIL');
    expect(await deckard(steps, relay('192.0.2.9'))).toBe('passed');
  });
  it('wants mandatory entries to be asked for', async () => {
    const standing = server('192.0.2.1', '192.0.2.60').replace('MATCH qname', 'MANDATORY\nMATCH qname');
    expect(await deckard(standing)).toContain('nobody asked for the mandatory entry of line');
  });
});
