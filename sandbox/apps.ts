/** The two apps that the sandbox knows. Meta gives one app two ids: its own, and one for Instagram Login. */
export const SANDBOX_APPS = {
	instagram: {
		appId: '1402503604705807',
		appSecret: '5a5d5a5d000000000000000000c0ffee',
		name: 'Sandbox-IG',
	},
	facebook: {
		appId: '1203405060708091',
		appSecret: '5a5d5a5d0000000000000000facefeed',
		name: 'Sandbox',
		/** A configuration of Facebook Login for Business. */
		configurationId: '1029384756102938',
	},
} as const;
