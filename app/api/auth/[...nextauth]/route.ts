import { authDoor } from '@/lib/http/auth-door'

export { authDoor as GET, authDoor as POST }
