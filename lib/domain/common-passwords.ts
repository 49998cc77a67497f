// Passwords of at least 12 characters that guessing starts with. Compared in lower case, and with
// digits and signs at the end taken off. Shorter ones are refused by their length.

/** One per line; kept sorted. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
  1234567890123
  123456789012
  1234567890qwerty
  12345678901234567890
  123qweasdzxc
  1q2w3e4r5t6y
  1q2w3e4r5t6y7u8i
  1qaz2wsx3edc
  1qaz2wsx3edc4rfv
  1qazxsw23edc
  abcdefghijkl
  abcdefghijklm
  abcdefghijklmnop
  administrator
  adminadminadmin
  asdfghjkl123
  asdfghjklzxcvbnm
  changemechangeme
  changemenow
  changethisnow
  correcthorsebatterystaple
  dragondragon
  footballfootball
  iloveyouforever
  iloveyouiloveyou
  letmeinletmein
  letmeinplease
  masterpassword
  mypassword
  mypassword1234
  musteradmin
  mustermuster
  osqueryosquery
  passw0rdpassw0rd
  password
  password12345
  passwordpassword
  princessprincess
  q1w2e3r4t5y6
  qazwsxedcrfv
  qwerty123456
  qwertyqwerty
  qwertyuiop12
  qwertyuiopasdf
  qwertyuiopasdfghjkl
  qwertyuiopasdfghjklzxcvbnm
  secretpassword
  sunshinesunshine
  superpassword
  thisisapassword
  trustno1trustno1
  welcomewelcome
  zaq12wsxcde3
  zxcvbnmasdfghjkl
  zxcvbnmzxcvbnm
  `
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean),
)
