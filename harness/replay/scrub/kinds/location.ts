import type { Kind } from '../kind.ts'
import { replaceLetters } from '../letters.ts'

export const location: Kind = {
  kind: 'location',
  fields:
    /(^|_)(ip_label|ip_location|location|address|addr|street|city|city_name|province|district|county|country_name|home_?town|school|school_name|company|poi|poi_name|geo|geohash|lat|latitude|lng|lon|longitude|zip_?code|post_?code)$/,
  replace: replaceLetters('location'),
}
