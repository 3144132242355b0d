import './site.css'

interface Props {
  file: string
  line: number
  /** `function` of the model. */
  name?: string | undefined
}

/** A place in the code. The folder yields when room is short; name and line never do. */
export function Site({ file, line, name }: Props) {
  const cut = file.lastIndexOf('/') + 1
  return (
    <span class="site" title={`${file}:${line}`}>
      <span class="site-folder">
        <bdi>{file.slice(0, cut)}</bdi>
      </span>
      <span class="site-file">
        {file.slice(cut)}:{line}
      </span>
      {name !== undefined && <span class="site-name">{name}</span>}
    </span>
  )
}
