/** What a form of text holds in its leaves, handed to whoever rewrites them. */
export interface Leaves {
  /** A value, which may be of a further form. `field` is in the form of `fieldName`. */
  text(value: string, field?: string): string
  /** A number as JSON writes it; what comes back is one too. */
  number(source: string, field?: string): string
  /** The name of a field or parameter. */
  key(name: string): string
  /** Host, without a port. */
  host(name: string): string
  /** One decoded part of the path of an address. */
  segment(part: string): string
}

/** A form of text that holds others. Forms nest: JSON in a parameter in an address in HTML. */
export interface Container {
  readonly name: string
  /** The text with its leaves rewritten and all else as it was; undefined if it has another form. */
  rewrite(text: string, leaves: Leaves, field?: string): string | undefined
}
