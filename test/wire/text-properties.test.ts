/** What must hold for any octets and any text: what is shown comes back, and nothing but the named errors is thrown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  base32hexText,
  base64Text,
  hexText,
  octetsFromBase32hex,
  octetsFromBase64,
  octetsFromHex,
} from '../../src/wire/base.ts';
import { bitmapHas, bitmapOfTypes, typesOfBitmap } from '../../src/wire/bitmap.ts';
import { BadMaster, parseMaster } from '../../src/wire/master.ts';
import { nameFromText, nameFromWire, nameToText } from '../../src/wire/name.ts';
import { rdataFromText, rdataToText, rrsetToText } from '../../src/wire/presentation.ts';
import { rdataFault } from '../../src/wire/rdata.ts';
import { recordData } from '../../src/wire/record.ts';
import { isMetaType, type RRType, TYPE, typeToText } from '../../src/wire/registry.ts';
import { rrsetOf } from '../../src/wire/rrset.ts';
import { nameOctetsFromText, spelledName } from '../../src/wire/spelling.ts';
import { durationFromText, instantFromText, instantText } from '../../src/wire/times.ts';
import { BadText } from '../../src/wire/tokens.ts';
import { addressOf, addressToRdata } from '../../src/wire/typed.ts';
import { anyRdata, octets, rdataOf, wireName } from './arbitrary-rdata.ts';

const TYPES: readonly RRType[] = [...Object.values(TYPE).filter((type) => !isMetaType(type)), 65_280];

/** Types whose rdata of the right shape may still have no text: opaque on the wire, or old forms nobody writes. */
const SOMETIMES_GENERIC: readonly RRType[] = [
  TYPE.LOC, TYPE.CAA, TYPE.CERT, TYPE.DNSKEY, TYPE.CDNSKEY, TYPE.KEY, TYPE.SIG, TYPE.IPSECKEY, TYPE.AMTRELAY, TYPE.HIP,
  TYPE.NULL, TYPE.WKS, TYPE.NXT, TYPE.A6, 65_280,
]; // biome-ignore format: a table

describe('rdata', () => {
  it.each(TYPES.map((type) => [typeToText(type), type] as const))('%s comes back from its text', (_, type) => {
    fc.assert(
      fc.property(rdataOf(type), (rdata) => {
        const text = rdataToText(type, rdata);
        expect(rdataFromText(type, text)).toEqual(rdata);
        if (!SOMETIMES_GENERIC.includes(type)) expect(text).not.toMatch(/^\\#/);
        expect(text).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });

  it('of any octets is shown, and comes back unless the type cannot hold it', () => {
    fc.assert(
      fc.property(anyRdata, ([type, rdata]) => {
        const text = rdataToText(type, rdata);
        if (rdataFault(type, rdata) === undefined) expect(rdataFromText(type, text)).toEqual(rdata);
        else expect(() => rdataFromText(type, text)).toThrow(BadText);
        expect(() => recordData(type, rdata)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  it('comes back through a master file, with its owner', () => {
    const record = fc.constantFrom(...TYPES).chain((type) => fc.tuple(fc.constant(type), rdataOf(type), wireName));
    fc.assert(
      fc.property(record, ([type, rdata, owner]) => {
        const set = rrsetOf(nameFromWire(owner), type, 60, [rdata]);
        const { rrsets } = parseMaster(rrsetToText(set).join('\n'));
        expect(rrsets).toEqual([set]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('names', () => {
  it('of any octets come back from their spelling, letters and all', () => {
    fc.assert(
      fc.property(wireName, (wire) => {
        expect(nameOctetsFromText(spelledName(wire), undefined)).toEqual([...wire]);
        expect(nameFromText(nameToText(nameFromWire(wire)))).toBe(nameFromWire(wire));
        expect(spelledName(wire).toLowerCase()).toBe(nameToText(nameFromWire(wire)).toLowerCase());
      }),
    );
  });
});

describe('octets', () => {
  it('come back from hex, base64 and base32hex', () => {
    fc.assert(
      fc.property(octets(0, 50), (bytes) => {
        expect(octetsFromHex(hexText(bytes).toLowerCase())).toEqual(bytes);
        expect(octetsFromBase64(base64Text(bytes))).toEqual(bytes);
        expect(octetsFromBase32hex(base32hexText(bytes).toLowerCase())).toEqual(bytes);
        expect(base64Text(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      }),
    );
  });

  it('of addresses come back from their text, which is the one that URL parsing gives too', () => {
    fc.assert(
      fc.property(
        fc.oneof(octets(4, 4), octets(16, 16), fc.uint8Array({ min: 0, max: 1, minLength: 16, maxLength: 16 })),
        (bytes) => {
          const text = addressOf(bytes);
          expect(addressToRdata(text)).toEqual(bytes);
          if (bytes.length === 16 && !text.startsWith('::ffff:'))
            expect(new URL(`http://[${text}]`).hostname).toBe(`[${text}]`);
        },
      ),
    );
  });

  it('of bitmaps hold exactly the types they were made of', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 65_535 })),
        fc.integer({ min: 0, max: 65_535 }),
        (types, other) => {
          const made = bitmapOfTypes(types);
          expect(typesOfBitmap(made)).toEqual(types.toSorted((a, b) => a - b));
          expect(types.every((type) => bitmapHas(made, type))).toBe(true);
          expect(bitmapHas(made, other)).toBe(types.includes(other));
        },
      ),
    );
  });
});

describe('times', () => {
  it('of 32 bits come back from their text, which is that of the calendar', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (seconds) => {
        const text = instantText(seconds);
        expect(text).toBe(new Date(seconds * 1000).toISOString().replace(/[-:T]|\.\d+Z/g, ''));
        expect(instantFromText(text)).toBe(seconds);
        expect(instantFromText(String(seconds))).toBe(seconds);
        expect(durationFromText(String(seconds))).toBe(seconds);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('text of any kind', () => {
  const piece = fc.constantFrom('a', '@', '$TTL', '$ORIGIN', '1h', '5', 'IN', 'A', 'MX', 'TXT', 'SVCB', 'LOC', 'APL', 'HIP', '1.2.3.4',
    '\\#', '(', ')', '"', ';', '\\', '\\0', '\n', ' ', '\t', '.', '..', 'alpn=', 'key1="', '=', 'N', '-', '1:', '/8', '\u00fc', '\ud800'); // biome-ignore format: a table
  const mess = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

  it('is read or refused by parseMaster with BadMaster', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          mess,
          fc.string({ unit: 'binary' }),
          mess.map((text) => `a 5 ${text}`),
        ),
        (text) => {
          try {
            parseMaster(text, { origin: nameFromText('x'), ttl: 1 });
          } catch (error) {
            expect(error).toBeInstanceOf(BadMaster);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('is read or refused by rdataFromText with BadText, and never made into what the decoder refuses', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), fc.array(piece, { maxLength: 8 }), (type, pieces) => {
        try {
          expect(rdataFault(type, rdataFromText(type, pieces.join(' ')))).toBeUndefined();
        } catch (error) {
          expect(error).toBeInstanceOf(BadText);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
