/** A mobile network as routes, prices and customers know it. The MNC keeps its leading zero; '' where it is not known. */
export type MobileNetwork = {
  readonly mcc: string;
  readonly mnc: string;
  readonly name: string;
  /** ISO 3166 alpha-2. */
  readonly country: string;
};

/** How a country numbers its mobile phones. */
export type NumberingPlan = {
  readonly country: string;
  readonly callingCode: string;
  /** What is dialled before a national number inside the country; '' where nothing is. */
  readonly trunkPrefix: string;
  /** Digits after the calling code. */
  readonly nationalLength: number;
  readonly mcc: string;
  /** Prefixes stand after the calling code; the longest that fits wins. */
  readonly networks: readonly { readonly name: string; readonly mnc: string; readonly prefixes: string }[];
};

/**
 * Which network a mobile range was given to. Facts of the national numbering plans; a number that was ported to
 * another network still shows its first holder.
 */
export const numberingPlans: readonly NumberingPlan[] = [
  {
    country: 'KE',
    callingCode: '254',
    trunkPrefix: '0',
    nationalLength: 9,
    mcc: '639',
    networks: [
      { name: 'Safaricom KE', mnc: '02', prefixes: '70 71 72 74 79 757 758 759 768 769 11 14 18' },
      { name: 'Airtel KE', mnc: '03', prefixes: '73 75 78 10 761 762' },
      { name: 'Telkom KE', mnc: '07', prefixes: '77 120' },
      { name: 'Equitel KE', mnc: '06', prefixes: '763 764 765 766 124' },
      { name: 'Faiba KE', mnc: '10', prefixes: '747' },
      { name: 'Mobile Pay KE', mnc: '04', prefixes: '760' },
      { name: 'Sema Mobile KE', mnc: '08', prefixes: '767' },
      { name: 'Homeland Media KE', mnc: '09', prefixes: '744' },
      { name: 'Infura KE', mnc: '12', prefixes: '121' },
      { name: 'NRG Media KE', mnc: '14', prefixes: '13' },
    ],
  },
  {
    country: 'TZ',
    callingCode: '255',
    trunkPrefix: '0',
    nationalLength: 9,
    mcc: '640',
    networks: [
      { name: 'Vodacom TZ', mnc: '04', prefixes: '72 74 75 76 79' },
      { name: 'Yas TZ', mnc: '02', prefixes: '65 67 70 71 77' },
      { name: 'Airtel TZ', mnc: '05', prefixes: '66 68 69 78' },
      { name: 'Halotel TZ', mnc: '09', prefixes: '61 62 63' },
      { name: 'TTCL TZ', mnc: '07', prefixes: '73' },
    ],
  },
  {
    country: 'UG',
    callingCode: '256',
    trunkPrefix: '0',
    nationalLength: 9,
    mcc: '641',
    networks: [
      { name: 'MTN UG', mnc: '10', prefixes: '76 77 78 790 791 792 793 794 724 737' },
      { name: 'Airtel UG', mnc: '01', prefixes: '70 74 75 730 731 795' },
      { name: 'UTL UG', mnc: '11', prefixes: '71' },
      { name: 'Africell UG', mnc: '14', prefixes: '798 799' },
      { name: 'Lycamobile UG', mnc: '26', prefixes: '721 726 727' },
      { name: 'Smile UG', mnc: '33', prefixes: '720' },
      { name: 'Talkio UG', mnc: '', prefixes: '728' },
      { name: 'Savanna UG', mnc: '', prefixes: '7210' },
      { name: 'Hamilton UG', mnc: '20', prefixes: '7240 736' },
    ],
  },
  {
    country: 'RW',
    callingCode: '250',
    trunkPrefix: '0',
    nationalLength: 9,
    mcc: '635',
    networks: [
      { name: 'MTN RW', mnc: '10', prefixes: '78 79' },
      { name: 'Airtel RW', mnc: '13', prefixes: '72 73' },
      { name: 'KTRN RW', mnc: '17', prefixes: '77' },
    ],
  },
  {
    country: 'SN',
    callingCode: '221',
    trunkPrefix: '',
    nationalLength: 9,
    mcc: '608',
    networks: [
      { name: 'Orange SN', mnc: '01', prefixes: '77 78 71' },
      { name: 'Yas SN', mnc: '02', prefixes: '76' },
      { name: 'Expresso SN', mnc: '03', prefixes: '70' },
      { name: 'Promobile SN', mnc: '', prefixes: '75' },
      { name: 'HAYO SN', mnc: '', prefixes: '72' },
    ],
  },
  {
    country: 'NG',
    callingCode: '234',
    trunkPrefix: '0',
    nationalLength: 10,
    mcc: '621',
    networks: [
      {
        name: 'MTN NG',
        mnc: '30',
        prefixes: '703 704 706 707 803 806 810 813 814 816 903 906 913 916 7025 7026',
      },
      { name: 'Airtel NG', mnc: '20', prefixes: '701 708 802 808 812 901 902 904 907 911 912' },
      { name: 'Glo NG', mnc: '50', prefixes: '705 805 807 811 815 905 915' },
      { name: '9mobile NG', mnc: '60', prefixes: '809 817 818 908 909' },
      { name: 'Ntel NG', mnc: '40', prefixes: '804 7021 7022' },
      { name: 'Smile NG', mnc: '27', prefixes: '7020' },
    ],
  },
  {
    country: 'SS',
    callingCode: '211',
    trunkPrefix: '0',
    nationalLength: 9,
    mcc: '659',
    networks: [
      { name: 'MTN SS', mnc: '02', prefixes: '92 99' },
      { name: 'Zain SS', mnc: '06', prefixes: '91' },
      { name: 'Digitel SS', mnc: '', prefixes: '98' },
      { name: 'Gemtel SS', mnc: '03', prefixes: '97' },
      { name: 'Sudani SS', mnc: '07', prefixes: '12' },
    ],
  },
  {
    country: 'BD',
    callingCode: '880',
    trunkPrefix: '0',
    nationalLength: 10,
    mcc: '470',
    networks: [
      { name: 'Grameenphone BD', mnc: '01', prefixes: '17 13' },
      { name: 'Robi BD', mnc: '02', prefixes: '18' },
      { name: 'Airtel BD', mnc: '07', prefixes: '16' },
      { name: 'Banglalink BD', mnc: '03', prefixes: '19 14' },
      { name: 'Teletalk BD', mnc: '04', prefixes: '15' },
    ],
  },
  {
    country: 'TG',
    callingCode: '228',
    trunkPrefix: '',
    nationalLength: 8,
    mcc: '615',
    networks: [
      { name: 'Yas TG', mnc: '01', prefixes: '70 71 72 90 91 92 93' },
      { name: 'Moov TG', mnc: '03', prefixes: '78 79 96 97 98 99' },
    ],
  },
];
