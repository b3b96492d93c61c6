/** Loaded before the specs: all mutants of a file run one after the other in the same process. */
import fc from 'fast-check'

// A mutant is killed by its change, and not by chance. Nobody reads the values of a property that fails: no shrinking.
fc.configureGlobal({ seed: 1, endOnFailure: true })
