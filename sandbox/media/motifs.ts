import type { Motif } from './motif';
import { bike, sea, studio } from './views';
import { bakery, coffee, pottery } from './wares';

/** What the built-in pictures show, by name. */
export const MOTIFS: Readonly<Record<string, Motif>> = { pottery, bakery, bike, coffee, studio, sea };
