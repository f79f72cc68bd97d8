/**
 * The configuration of a scenario, mapped to ours. It must not know steps and ranges.
 */
import { deckardSetup } from './deckard-options.ts';
import type { Scenario } from './scenario.ts';
import type { Setup } from './setup.ts';
import { unboundSetup } from './unbound-options.ts';

/** Maps the configuration by the rules of its dialect; throws `Unmapped` with the first option it does not know. */
export function setupOf(scenario: Scenario): Setup {
  return scenario.dialect === 'unbound' ? unboundSetup(scenario) : deckardSetup(scenario);
}
