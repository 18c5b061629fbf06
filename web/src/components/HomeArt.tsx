/** A meeting, drawn: four people, one of them speaking. Decoration only. */
import classes from './HomeArt.module.css'

const people = [
  { shirt: '#f3b48a', skin: '#fbe0cf', hair: '#3a2a24', back: '#134e4a', speaking: true },
  { shirt: '#8fd3cb', skin: '#f6d2b8', hair: '#1d1b20', back: '#1f3b53', speaking: false },
  { shirt: '#f2c879', skin: '#f9dcc4', hair: '#54331f', back: '#4a3a5e', speaking: false },
  { shirt: '#b9c8ef', skin: '#eec3a2', hair: '#22222c', back: '#2c4a3e', speaking: false },
] as const

export function HomeArt() {
  return (
    <div className={classes.frame} aria-hidden="true">
      <div className={classes.tiles}>
        {people.map((person) => (
          <svg
            key={person.back}
            viewBox="0 0 160 110"
            className={person.speaking ? classes.speaking : classes.tile}
            preserveAspectRatio="xMidYMid slice"
          >
            <rect width="160" height="110" fill={person.back} />
            <path d="M36 112c2-26 20-36 44-36s42 10 44 36z" fill={person.shirt} />
            <rect x="71" y="60" width="18" height="24" rx="9" fill={person.skin} />
            <ellipse cx="80" cy="48" rx="20" ry="23" fill={person.skin} />
            <path
              d="M58 50c-4-24 8-34 22-34s27 8 22 34c-3-10-8-16-15-18-10 5-20 5-25 6-2 3-3 7-4 12z"
              fill={person.hair}
            />
          </svg>
        ))}
      </div>
      <div className={classes.toolbar}>
        <i />
        <i />
        <i />
        <i />
        <i className={classes.leave} />
      </div>
    </div>
  )
}
