/**
 * The records with which a signed zone proves that something does not exist. It must not know signatures; a zone
 * without NSEC records proves nothing. RFC 4035 section 3.1.3. NSEC3 and records made on demand come in as another
 * `Denial`, made by whoever signs.
 */
import { compareCanonical, type Name } from '../wire/name.ts';
import { TYPE } from '../wire/registry.ts';
import type { RRset } from '../wire/rrset.ts';

/** What has to be proved. */
export type Claim =
  /** `name` exists (or is a cut) without the type asked for: RFC 4035 sections 3.1.3.1 and 3.1.4.1. */
  | { readonly kind: 'no-type'; readonly name: Name }
  /** Neither `name` exists nor `*.encloser`: section 3.1.3.2. */
  | { readonly kind: 'no-name'; readonly name: Name; readonly encloser: Name; readonly wildcard: Name }
  /** `name` does not exist, so that the wildcard was right to answer: section 3.1.3.3. */
  | { readonly kind: 'expanded'; readonly name: Name; readonly encloser: Name; readonly wildcard: Name }
  /** The same, and the wildcard has no such type: section 3.1.3.4. */
  | { readonly kind: 'expanded-no-type'; readonly name: Name; readonly encloser: Name; readonly wildcard: Name };

/** The sets that prove a claim; none where the zone is not signed. */
export type Denial = (claim: Claim) => readonly RRset[];

/** The proofs that the NSEC sets among `rrsets` can give. */
export function createDenial(rrsets: readonly RRset[]): Denial {
  const chain = rrsets.filter(({ type }) => type === TYPE.NSEC).sort((a, b) => compareCanonical(a.name, b.name));
  if (chain.length === 0) return () => [];
  const proofs = (...names: readonly Name[]): readonly RRset[] => {
    const found = new Set<RRset>();
    for (const name of names) {
      const nsec = atOrBefore(chain, name);
      if (nsec !== undefined) found.add(nsec);
    }
    return [...found];
  };
  return (claim) => {
    switch (claim.kind) {
      case 'no-type':
      case 'expanded':
        return proofs(claim.name);
      case 'no-name':
      case 'expanded-no-type':
        return proofs(claim.name, claim.wildcard);
      default:
        return claim satisfies never;
    }
  };
}

/** The NSEC whose owner is `name` or the last one before it; the chain is a ring. */
function atOrBefore(chain: readonly RRset[], name: Name): RRset | undefined {
  let low = 0;
  let high = chain.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const owner = chain[middle]?.name;
    if (owner !== undefined && compareCanonical(owner, name) <= 0) low = middle + 1;
    else high = middle;
  }
  return chain[low - 1] ?? chain.at(-1);
}
