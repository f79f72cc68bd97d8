/** Forward zones and recursion share one cache: neither speaks for the other (MaginotDNS, USENIX Security 2023). */
import { describe, expect, it } from 'vitest';
import { bare } from '../../src/sandbox/authority.ts';
import { SILENCE } from '../../src/sandbox/host.ts';
import { answering } from '../../src/sandbox/lies.ts';
import { setsFrom } from '../../src/sandbox/zoo/cage.ts';
import type { Message } from '../../src/wire/message.ts';
import { nameFromText } from '../../src/wire/name.ts';
import { RCODE } from '../../src/wire/registry.ts';
import { answerLines, at, endOf, type Setting, type Universe, universe } from './told.ts';

const FORWARDER = '203.0.113.222';
const EXAMPLE_COM = ['198.51.100.111', '198.51.100.112', '2001:db8:2::111', '2001:db8:2::112'];

/** A world where `zone` goes to a forwarder that answers as told. */
function forwarding(zone: string, answer: (query: Message) => Message, setting: Setting = {}): Universe {
  const servers = [{ address: FORWARDER, protocol: 'udp' }] as const;
  const here = universe({
    ...setting,
    settings: { zones: [{ zone: nameFromText(zone), mode: 'forward', servers }] },
  });
  here.sandbox.internet.plug({ address: FORWARDER, serve: answering(answer)(() => SILENCE) });
  return here;
}

const says = (answer: string) => (query: Message) => ({
  ...bare(query, RCODE.NOERROR),
  ra: true,
  answer: setsFrom(answer),
});

describe('forward zones beside recursion', () => {
  it('a forwarder denies nothing outside its zone, not even at the end of an alias', async () => {
    const { ask } = forwarding('corp.example.com', (query) => ({
      ...says('www.corp.example.com. 300 CNAME www.example.org.')(query),
      rcode: RCODE.NXDOMAIN,
      authority: setsFrom('org. 3600 SOA a.example. b.example. 1 2 3 4 3600'),
    }));
    expect(endOf(await ask('www.corp.example.com'))).toBe('NOERROR');
    expect(endOf(await ask('www.example.org'))).toBe('NOERROR');
    expect(endOf(await ask('shop.example.org'))).toBe('NOERROR');
  });

  it('an NXDOMAIN above a forward zone does not deny its names', async () => {
    const { ask } = forwarding('a.corp.internal', says('host.a.corp.internal. 300 A 192.0.2.7'));
    expect(endOf(await ask('corp.internal'))).toBe('NXDOMAIN');
    expect(answerLines(await ask('host.a.corp.internal'))).toEqual(['host.a.corp.internal. A 192.0.2.7']);
  });

  it('an alias in the zone above puts nothing into a forward zone', async () => {
    const evil = answering(
      (query) => ({
        ...bare(query, RCODE.NOERROR),
        aa: true,
        answer: setsFrom('alias.example.com. CNAME host.corp.example.com.\nhost.corp.example.com. A 203.0.113.66'),
      }),
      ({ name }) => name === 'alias.example.com.',
    );
    const { ask } = forwarding('corp.example.com', says('host.corp.example.com. 300 A 192.0.2.7'), {
      faults: [at(EXAMPLE_COM, evil)],
    });
    expect(answerLines(await ask('alias.example.com')).at(-1)).toBe('host.corp.example.com. A 192.0.2.7');
    expect(answerLines(await ask('host.corp.example.com'))).toEqual(['host.corp.example.com. A 192.0.2.7']);
  });
});
