import { specifyFaults } from './specify-faults.ts'

specifyFaults('the fault lab, on real sockets', true)
