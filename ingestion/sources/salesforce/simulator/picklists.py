"""The words the org offers: the vendor's own defaults and what the sample company added."""

PICKLISTS = {
    "LeadStatus": "Open - Not Contacted|Working - Contacted|Accepted by Sales|Nurture"
    "|Closed - Converted|Closed - Not Converted",
    "LeadSource": "Web|Phone Inquiry|Partner Referral|Purchased List|Other|Paid Search|Paid Social"
    "|Email|Direct|Webinar|Trade Show|Outbound|Customer Referral",
    "Rating": "Hot|Warm|Cold",
    "Salutation": "Mr.|Ms.|Mrs.|Dr.|Prof.|Mx.",
    "Industry": "Industrial Machinery|Chemicals|Food Processing|Automotive|Pharmaceuticals|Energy"
    "|Education|Retail|Software|Consulting|Other",
    "AccountType": "Prospect|Customer - Direct|Customer - Channel|Channel Partner / Reseller"
    "|Installation Partner|Technology Partner|Other",
    "Ownership": "Public|Private|Subsidiary|Other",
    "StageName": "Prospecting|Qualification|Needs Analysis|Value Proposition|Id. Decision Makers"
    "|Perception Analysis|Proposal/Price Quote|Negotiation/Review|Closed Won|Closed Lost",
    "ForecastCategory": "Omitted|Pipeline|BestCase|Forecast|Closed",
    "ForecastCategoryName": "Omitted|Pipeline|Best Case|Commit|Closed",
    "OpportunityType": "New Business|Existing Business - Upgrade|Renewal|One-Time",
    "ContactRole": "Business User|Decision Maker|Economic Buyer|Economic Decision Maker|Evaluator"
    "|Executive Sponsor|Influencer|Technical Buyer|Other",
    "CampaignType": "Conference|Webinar|Trade Show|Public Relations|Partners|Referral Program"
    "|Advertisement|Banner Ads|Direct Mail|Email|Telemarketing|Content|Search Ads|Social Ads|Other",
    "CampaignStatus": "Planned|In Progress|Completed|Aborted",
    "MemberStatus": "Sent|Responded|Registered|Attended|No Show",
    "TaskStatus": "Not Started|In Progress|Completed|Waiting on someone else|Deferred",
    "TaskPriority": "High|Normal|Low",
    "TaskSubtype": "Task|Email|ListEmail|Cadence|Call|LinkedIn",
    "CallType": "Internal|Inbound|Outbound",
    "Outcome": "Held|No Show|Sent|Replied",
    "EventType": "Email|Meeting|Other|Call",
    "ShowAs": "Busy|OutOfOffice|Free",
    "Currency": "USD|EUR|GBP|JPY|SEK|KWD",
    "UserType": "Standard|PowerPartner|AutomatedProcess",
    "Family": "Sensors|Hardware|Software|Services|Support",
    "Interval": "Month|Year|One-Time",
    "RejectionReason": "No budget|Wrong person|Outside ICP|Student|Duplicate"
    "|Unreachable|Competitor",
}
