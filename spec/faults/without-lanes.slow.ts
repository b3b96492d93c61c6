import { specifyFaults } from './specify-faults.ts'

specifyFaults('the fault lab, where ws alone parses and frames all messages', false)
