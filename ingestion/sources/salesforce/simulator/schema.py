"""The org's objects, field by field, as Salesforce's object reference lists them.

One line a type: `type(length): Name Name? …`; `?` marks a field that may be null, `>` what a
reference points to, `=` the picklist, `*` a calculated one. An address brings its parts along.
"""

AUDIT = """datetime: CreatedDate LastModifiedDate SystemModstamp
reference: CreatedById>User LastModifiedById>User"""
USED = """date: LastActivityDate?
datetime: LastViewedDate? LastReferencedDate?"""
CURRENCY = "picklist(3): CurrencyIsoCode=Currency?"

OBJECTS = {
    "Lead 00Q Lead Leads": f"""id: Id
boolean: IsDeleted IsConverted IsUnreadByOwner HasOptedOutOfEmail HasOptedOutOfFax DoNotCall
reference: MasterRecordId?>Lead OwnerId>Group,User IndividualId?>Individual
reference: ConvertedAccountId?>Account ConvertedContactId?>Contact
reference: ConvertedOpportunityId?>Opportunity
string(80): LastName Title? CleanStatus?
string(40): FirstName?
picklist(40): Salutation=Salutation?
string(121): Name
string(255): Company EmailBouncedReason?
string(20): Jigsaw? JigsawContactId?
address: Address
email(80): Email?
phone(40): Phone? MobilePhone? Fax?
url(255): Website? PhotoUrl?
textarea(32000): Description?
picklist(255): LeadSource=LeadSource? Status=LeadStatus Industry=Industry? Rating=Rating?
currency: AnnualRevenue?
int: NumberOfEmployees?
date: ConvertedDate?
datetime: EmailBouncedDate? FirstCallDateTime? FirstEmailDateTime?
string(40): HubSpot_Contact_ID__c?
email(80): Alternate_Email__c?
double: HubSpot_Score__c?
picklist(255): Rejection_Reason__c=RejectionReason?
string(80): Data_Source__c?
{CURRENCY}
{USED}
{AUDIT}""",
    "Contact 003 Contact Contacts": f"""id: Id
boolean: IsDeleted HasOptedOutOfEmail HasOptedOutOfFax DoNotCall IsEmailBounced IsPriorityRecord
reference: MasterRecordId?>Contact AccountId?>Account ReportsToId?>Contact OwnerId>User
reference: IndividualId?>Individual
string(80): LastName Department? CleanStatus?
string(40): FirstName? AssistantName?
picklist(40): Salutation=Salutation?
string(121): Name
string(128): Title?
string(255): EmailBouncedReason?
string(20): Jigsaw? JigsawContactId?
address: OtherAddress MailingAddress
phone(40): Phone? Fax? MobilePhone? HomePhone? OtherPhone? AssistantPhone?
email(80): Email?
picklist(255): LeadSource=LeadSource?
date: Birthdate?
textarea(32000): Description?
url(255): PhotoUrl?
datetime: LastCURequestDate? LastCUUpdateDate? EmailBouncedDate?
string(40): HubSpot_Contact_ID__c?
email(80): Alternate_Email__c?
string(80): Data_Source__c?
{CURRENCY}
{USED}
{AUDIT}""",
    "Account 001 Account Accounts": f"""id: Id
boolean: IsDeleted
reference: MasterRecordId?>Account ParentId?>Account OwnerId>User
string(255): Name
picklist(255): Type=AccountType? Industry=Industry? Rating=Rating? AccountSource=LeadSource?
picklist(255): Ownership=Ownership?
address: BillingAddress ShippingAddress
phone(40): Phone? Fax?
string(40): AccountNumber? CleanStatus?
url(255): Website? PhotoUrl?
string(20): Sic? TickerSymbol? Jigsaw? JigsawCompanyId?
string(80): SicDesc? Site?
currency: AnnualRevenue?
int: NumberOfEmployees?
textarea(32000): Description?
string(40): HubSpot_Company_ID__c?
string(80): Data_Source__c?
{CURRENCY}
{USED}
{AUDIT}""",
    "Opportunity 006 Opportunity Opportunities": f"""id: Id
boolean: IsDeleted IsPrivate IsClosed IsWon HasOpportunityLineItem HasOpenActivity HasOverdueTask
reference: AccountId?>Account CampaignId?>Campaign Pricebook2Id?>Pricebook2 OwnerId>User
reference: ContactId?>Contact LastAmountChangedHistoryId?>OpportunityHistory
reference: LastCloseDateChangedHistoryId?>OpportunityHistory
string(120): Name
textarea(32000): Description?
picklist(255): StageName=StageName Type=OpportunityType? LeadSource=LeadSource?
picklist(40): ForecastCategory=ForecastCategory ForecastCategoryName=ForecastCategoryName?
currency: Amount? ExpectedRevenue?*
percent: Probability?
double: TotalOpportunityQuantity?
date: CloseDate
string(255): NextStep?
int: FiscalQuarter? FiscalYear?
string(6): Fiscal?
datetime: LastStageChangeDate?
int: PushCount?
string(40): HubSpot_Deal_ID__c?
picklist(255): Loss_Reason__c?
string(255): Competitor__c?
string(80): Data_Source__c?
{CURRENCY}
{USED}
{AUDIT}""",
    "OpportunityHistory 008 Opportunity|History Opportunity|History": f"""id: Id
boolean: IsDeleted
reference: OpportunityId>Opportunity CreatedById>User
datetime: CreatedDate SystemModstamp
picklist(255): StageName=StageName ForecastCategory=ForecastCategory
currency: Amount? ExpectedRevenue? PrevAmount?
percent: Probability?
date: CloseDate PrevCloseDate?
{CURRENCY}""",
    "OpportunityFieldHistory 017 Opportunity|Field|History Opportunity|Field|History": """id: Id
boolean: IsDeleted
reference: OpportunityId>Opportunity CreatedById>User
datetime: CreatedDate
picklist(255): Field
picklist(40): DataType?
anyType: OldValue? NewValue?""",
    "LeadHistory 017 Lead|History Lead|History": """id: Id
boolean: IsDeleted
reference: LeadId>Lead CreatedById>User
datetime: CreatedDate
picklist(255): Field
picklist(40): DataType?
anyType: OldValue? NewValue?""",
    "OpportunityLineItem 00k Opportunity|Product Opportunity|Product": f"""id: Id
boolean: IsDeleted
reference: OpportunityId>Opportunity PricebookEntryId?>PricebookEntry Product2Id?>Product2
int: SortOrder?
string(255): ProductCode? Description?
string(376): Name?
double: Quantity
percent: Discount?
currency: Subtotal?* TotalPrice? UnitPrice? ListPrice?
date: ServiceDate?
{CURRENCY}
{AUDIT}""",
    "OpportunityContactRole 00K Opportunity|Contact|Role Opportunity|Contact|Role": f"""id: Id
boolean: IsDeleted IsPrimary
reference: OpportunityId>Opportunity ContactId>Contact
picklist(40): Role=ContactRole?
{CURRENCY}
{AUDIT}""",
    "Campaign 701 Campaign Campaigns": f"""id: Id
boolean: IsDeleted IsActive
reference: ParentId?>Campaign OwnerId>User CampaignMemberRecordTypeId?>RecordType
string(80): Name
picklist(40): Type=CampaignType? Status=CampaignStatus?
date: StartDate? EndDate?
currency: ExpectedRevenue? BudgetedCost? ActualCost? AmountAllOpportunities* AmountWonOpportunities*
percent: ExpectedResponse?
double: NumberSent?
int: NumberOfLeads* NumberOfConvertedLeads* NumberOfContacts* NumberOfResponses*
int: NumberOfOpportunities* NumberOfWonOpportunities*
textarea(32000): Description?
{CURRENCY}
{USED}
{AUDIT}""",
    "CampaignMember 00v Campaign|Member Campaign|Members": f"""id: Id
boolean: IsDeleted HasResponded DoNotCall HasOptedOutOfEmail HasOptedOutOfFax
reference: CampaignId>Campaign LeadId?>Lead ContactId?>Contact AccountId?>Account
reference: LeadOrContactId?>Contact,Lead LeadOrContactOwnerId?>Group,User
picklist(40): Status=MemberStatus? Salutation=Salutation? LeadSource=LeadSource?
date: FirstRespondedDate?
string(121): Name?
string(80): FirstName? LastName? Type?
string(128): Title?
string(255): CompanyOrAccount? Street? City? State? PostalCode? Country? Description?
email(80): Email?
phone(40): Phone? Fax? MobilePhone?
{CURRENCY}
{AUDIT}""",
    "Task 00T Task Tasks": f"""id: Id
boolean: IsDeleted IsHighPriority IsClosed IsArchived IsReminderSet IsRecurrence
reference: WhoId?>Contact,Lead WhatId?>Account,Campaign,Opportunity OwnerId>Group,User
reference: AccountId?>Account RecurrenceActivityId?>Task
combobox(255): Subject?
date: ActivityDate? RecurrenceEndDateOnly?
picklist(255): Status=TaskStatus Priority=TaskPriority CallType=CallType? TaskSubtype=TaskSubtype?
picklist(255): Type?
textarea(32000): Description?
int: WhoCount? WhatCount? CallDurationInSeconds?
string(255): CallDisposition? CallObject?
datetime: ReminderDateTime? CompletedDateTime?
picklist(255): Outcome__c=Outcome?
{CURRENCY}
{AUDIT}""",
    "Event 00U Event Events": f"""id: Id
boolean: IsDeleted IsAllDayEvent IsPrivate IsChild IsGroupEvent
boolean: IsArchived IsRecurrence IsReminderSet
reference: WhoId?>Contact,Lead WhatId?>Account,Campaign,Opportunity OwnerId>Calendar,User
reference: AccountId?>Account RecurrenceActivityId?>Event
combobox(255): Subject?
string(255): Location?
datetime: ActivityDateTime? StartDateTime? EndDateTime? ReminderDateTime?
date: ActivityDate? EndDate?
int: DurationInMinutes? WhoCount? WhatCount?
textarea(32000): Description?
picklist(255): Type=EventType? ShowAs=ShowAs? GroupEventType? EventSubtype?
picklist(255): Outcome__c=Outcome?
{CURRENCY}
{AUDIT}""",
    "User 005 User Users": f"""id: Id
string(80): Username LastName Division? Department? Title? CompanyName?
string(40): FirstName? CommunityNickname
string(121): Name
string(8): Alias
string(20): EmployeeNumber?
string(512): FederationIdentifier?
address: Address
email(128): Email
phone(40): Phone? MobilePhone? Fax?
boolean: IsActive ForecastEnabled ReceivesInfoEmails UserPermissionsMarketingUser
picklist(40): TimeZoneSidKey LocaleSidKey LanguageLocaleKey EmailEncodingKey UserType=UserType?
picklist(3): DefaultCurrencyIsoCode=Currency?
reference: UserRoleId?>UserRole ProfileId>Profile ManagerId?>User
datetime: LastLoginDate?
{CURRENCY}
{AUDIT}""",
    "UserRole 00E Role Role": """id: Id
string(80): Name DeveloperName RollupDescription? PortalType?
reference: ParentRoleId?>UserRole ForecastUserId?>User LastModifiedById>User
picklist(40): OpportunityAccessForAccountOwner ContactAccessForAccountOwner?
boolean: MayForecastManagerShare
datetime: LastModifiedDate SystemModstamp""",
    "Product2 01t Product Products": f"""id: Id
boolean: IsDeleted IsActive IsArchived
string(255): Name ProductCode? ExternalId?
reference: ExternalDataSourceId?>ExternalDataSource
textarea(4000): Description?
picklist(255): Family=Family? QuantityUnitOfMeasure?
url(1000): DisplayUrl?
string(180): StockKeepingUnit?
picklist(255): Billing_Interval__c=Interval?
datetime: LastViewedDate? LastReferencedDate?
{CURRENCY}
{AUDIT}""",
    "CurrencyType 01L Currency|Type Currency|Types": f"""id: Id
picklist(3): IsoCode=Currency
double: ConversionRate
int: DecimalPlaces
boolean: IsActive IsCorporate
{AUDIT}""",
    "DatedConversionRate 04w Dated|Conversion|Rate Dated|Conversion|Rates": f"""id: Id
picklist(3): IsoCode=Currency
date: StartDate NextStartDate?
double: ConversionRate
{AUDIT}""",
}
