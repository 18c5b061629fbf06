/** What stands while a page's code or texts arrive; silent at first so that quick loads do not flash. */
import { brand } from '../brand'
import classes from './PageLoading.module.css'

export function PageLoading() {
  return <div className={classes.loading} role="progressbar" aria-busy="true" aria-label={brand} />
}
