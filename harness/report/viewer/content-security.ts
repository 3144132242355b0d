/** The report's Content-Security-Policy: its own script and style by hash, and nothing else. */
import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

const placeholder = 'content="set by the build"'

/**
 * Writes the policy into every page of the bundle. It forbids the network, foreign scripts and
 * styles, and turning text into markup (trusted types). Must come after vite-plugin-singlefile.
 */
export function contentSecurity(): Plugin {
  return {
    name: 'glassbox:content-security',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'asset' || !file.fileName.endsWith('.html')) continue
          file.source = withPolicy(String(file.source))
        }
      },
    },
  }
}

/** The page with its policy; throws if the page has no place for one or nothing to allow. */
export function withPolicy(html: string): string {
  const scripts = hashes(html, /<script type="module"[^>]*>([\s\S]*?)<\/script>/g)
  const styles = hashes(html, /<style[^>]*>([\s\S]*?)<\/style>/g)
  if (!html.includes(placeholder) || scripts.length === 0 || styles.length === 0) {
    throw new Error(
      'Could not write the Content-Security-Policy: the page lacks the meta element, an inline ' +
        'module script or an inline style. Look at harness/report/viewer/index.html.',
    )
  }
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    `style-src ${styles.join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
  return html.replace(placeholder, () => `content="${policy}"`)
}

function hashes(html: string, pattern: RegExp): string[] {
  return [...html.matchAll(pattern)].map(([, text = '']) => {
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  })
}
