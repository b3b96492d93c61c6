/** Stands for a message of which there is no value to emit. */
export const nothing: unique symbol = Symbol('nothing')
